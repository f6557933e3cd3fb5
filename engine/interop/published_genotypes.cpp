#include "engine/api/published_genotypes.h"

#include "engine/api/cell_stack.h"
#include "engine/api/error.h"
#include "engine/api/genotype_text.h"
#include "engine/interop/published_texts.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace dnas {

namespace {

/// What a handcrafted network does: each cell reads the one before it, c_{k-1}.
Genotype chained(Genotype genotype) {
    for (CellGenotype& cell : genotype.cells)
        for (GenotypeEdge& edge : cell.edges)
            if (edge.from == 0) edge.from = 1;
    return genotype;
}

std::vector<PublishedGenotype> collect() {
    std::vector<PublishedGenotype> all;
    const auto add = [&all](const PublishedText& entry) {
        all.push_back({entry.name, entry.method, entry.source, entry.text});
    };
    for (const PublishedText& entry : publishedFamilyTexts())
        add(entry);
    for (const PublishedText& entry : publishedEncodingTexts()) {
        add(entry);
        all.back().text = genotypeText(chained(parseGenotype(entry.text)));
        all.back().source += "; chained through input 1";
        add(entry);
        all.back().name += "_published";
        all.back().source += "; as published, through input 0: every other cell is dead";
    }
    for (const PublishedText& entry : publishedIndividualTexts())
        add(entry);
    for (const PublishedText& entry : publishedResultTexts()) {
        add(entry);
        all.back().text = genotypeText(nestedForm(parseGenotype(entry.text)));
    }
    return all;
}

/// Lower case, without what the authors' file names add: "_threshold" and the threshold and epochs at the end.
std::string comparable(std::string_view name) {
    std::string key;
    for (char c : name)
        key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const char* part : {"_threshold", ".txt", "_0.85_50", "_0.85"})
        if (const std::size_t at = key.find(part); at != std::string::npos)
            key.erase(at, std::char_traits<char>::length(part));
    return key;
}

bool isFile(const std::string& path) {
    std::error_code ignored; // a genotype's text is longer than a path may be: no file, no error
    return std::filesystem::exists(path, ignored) && !std::filesystem::is_directory(path, ignored);
}

std::string contents(const std::string& path) {
    constexpr std::size_t kLargest = 1 << 20;
    std::ifstream file(path, std::ios::binary);
    std::string text;
    for (char c; text.size() <= kLargest && file.get(c);)
        text += c;
    if (file.bad() || (!file.eof() && text.size() <= kLargest))
        throw EngineError(ErrorCode::Data, path + " cannot be read.");
    if (text.size() > kLargest) throw EngineError(ErrorCode::Format, path + " is larger than 1 MB: no genotype.");
    return text;
}

bool looksLikeJson(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string::npos && text[first] == '{';
}

Genotype parsed(const std::string& text) {
    return looksLikeJson(text) ? genotypeFromJson(text) : parseGenotype(text);
}

bool looksLikeText(const std::string& given) {
    return given.find_first_of("({[=") != std::string::npos;
}

} // namespace

const std::vector<PublishedGenotype>& publishedGenotypes() {
    static const std::vector<PublishedGenotype> all = collect();
    return all;
}

const PublishedGenotype* findPublishedGenotype(std::string_view name) {
    const std::string key = comparable(name);
    for (const PublishedGenotype& entry : publishedGenotypes())
        if (comparable(entry.name) == key) return &entry;
    return nullptr;
}

Genotype publishedGenotype(std::string_view name) {
    if (const PublishedGenotype* entry = findPublishedGenotype(name)) return parseGenotype(entry->text);
    throw EngineError(ErrorCode::Usage, "No published genotype is called '" + std::string(name) + "'.",
                      "`dnas genotypes` lists them.");
}

Genotype resolveGenotype(const std::string& given) {
    if (findPublishedGenotype(given)) return publishedGenotype(given);
    if (isFile(given)) {
        try {
            return parsed(contents(given));
        } catch (const EngineError& e) {
            if (e.code() != ErrorCode::Format) throw;
            throw EngineError(e.code(), given + ": " + e.what(), e.hint());
        }
    }
    if (looksLikeText(given)) return parsed(given);
    std::error_code ignored;
    const bool folder = std::filesystem::is_directory(given, ignored);
    throw EngineError(ErrorCode::Usage,
                      "'" + given + "' is no genotype: no published one is called so, " +
                          (folder ? "it is a folder" : "no such file is there") + ", and it is no genotype's text.",
                      "`dnas genotypes` lists the published ones; or give the path of a file, or a text like "
                      "Genotype(normal=[('sep_conv_3x3', 0), ...], ...).");
}

std::string genotypeLabel(const std::string& given) {
    if (const PublishedGenotype* entry = findPublishedGenotype(given)) return entry->name;
    if (isFile(given)) return std::filesystem::path(given).filename().string();
    return genotypeHash(resolveGenotype(given));
}

} // namespace dnas
