// The pages of the catalogue: one file a family of methods, each a recipe and what people should know about it.
#pragma once

#include "engine/api/catalogue.h"

#include <functional>

namespace dnas {

struct MethodPage {
    MethodInfo info;
    Recipe recipe; ///< as in the paper
    std::function<void(Request&)> quick; ///< what Preset::Quick changes for this method alone; may be empty
    std::optional<SiameseSpec> siamese; ///< of the methods that learn without labels
    std::optional<MotorSearchSpec> motor; ///< of searches of a motor's flux; the recipe then follows from it
};

MethodPage dartsFirstOrderPage();
MethodPage dartsSecondOrderPage();
MethodPage fairDartsPage();
MethodPage dDartsPage();
MethodPage dartOptiPage();
MethodPage betaDartsPage();
MethodPage colorNasPage();
MethodPage nasiamSimSiamPage();
MethodPage nasiamSimClrPage();
MethodPage nasiamMocoPage();
MethodPage nasiamByolPage();
MethodPage pmsmPage();

/// Every page, in the order of the wizard.
const std::vector<MethodPage>& methodPages();

/// Settings of Preset::Quick, the same for every method of the cell spaces.
void applyQuickPreset(Request& request);
/// Id of the method that searches the heads of this framework.
std::string searchOf(SiameseFramework framework);
/// The same for searches of siamese heads.
void applyQuickSiamese(Request& request);

} // namespace dnas
