#include "engine/api/catalogue.h"

#include "engine/api/error.h"
#include "engine/methods/pages.h"

namespace dnas {

const std::vector<MethodPage>& methodPages() {
    static const std::vector<MethodPage> pages{fairDartsPage(),     dartsFirstOrderPage(), dartsSecondOrderPage(), dDartsPage(),
                                               dartOptiPage(),      betaDartsPage(),       colorNasPage(),         nasiamSimSiamPage(),
                                               nasiamSimClrPage(), nasiamMocoPage(),      nasiamByolPage(),       pmsmPage()};
    return pages;
}

const std::vector<MethodInfo>& methodCatalogue() {
    static const std::vector<MethodInfo> infos = [] {
        std::vector<MethodInfo> result;
        for (const MethodPage& page : methodPages()) result.push_back(page.info);
        return result;
    }();
    return infos;
}

const MethodInfo* findMethod(const std::string& id) {
    for (const MethodInfo& info : methodCatalogue())
        if (info.id == id) return &info;
    return nullptr;
}

Request makeRequest(const std::string& method, Preset preset) {
    for (const MethodPage& page : methodPages()) {
        if (page.info.id != method) continue;
        Request request;
        request.recipe = page.recipe;
        request.siamese = page.siamese;
        if (page.motor) setMotor(request, *page.motor);
        if (preset == Preset::Quick) {
            if (request.siamese) applyQuickSiamese(request);
            else if (!request.motor) applyQuickPreset(request);
            if (page.quick) page.quick(request);
        }
        return request;
    }
    std::string known;
    for (const MethodInfo& info : methodCatalogue()) known += (known.empty() ? "" : ", ") + info.id;
    throw EngineError(ErrorCode::Usage, "Unknown method '" + method + "'.", "Known: " + known + ".");
}

} // namespace dnas
