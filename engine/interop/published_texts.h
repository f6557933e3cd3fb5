// The texts behind engine/api/published_genotypes.h, grouped by how they are read.
#pragma once

#include <vector>

namespace dnas {

struct PublishedText {
    const char *name, *method, *source, *text;
};

const std::vector<PublishedText>& publishedFamilyTexts();     ///< letter by letter
const std::vector<PublishedText>& publishedIndividualTexts(); ///< D-DARTS, letter by letter
const std::vector<PublishedText>&
publishedResultTexts(); ///< DARTOpti's results: genes once, to be repeated along `seq`
const std::vector<PublishedText>& publishedEncodingTexts(); ///< handcrafted networks through input 0

} // namespace dnas
