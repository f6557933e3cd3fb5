// The catalogue of methods: who, when, what, where the equations are.
// Place: `dnas methods`, the wizard's method page. Entries come from the pages in engine/methods/.
#pragma once

#include "engine/api/request.h"

#include <string>
#include <vector>

namespace dnas {

struct MethodInfo {
    std::string id;        ///< "fairdarts"
    std::string name;      ///< "FairDARTS"
    int year = 0;
    std::string authors;   ///< "Chu et al."
    std::string venue;     ///< "ECCV 2020"
    std::string paper;     ///< full title
    std::string family;    ///< "DARTS family"
    std::string equations; ///< of the thesis, or of the paper, e.g. "thesis 3.1"
    std::string idea;      ///< one or two sentences for people who do not know the method
    std::vector<std::string> tags; ///< "cells", "sigmoid", "first order", ...
};

/// All methods, in the order of the wizard.
const std::vector<MethodInfo>& methodCatalogue();

/// @return nullptr when unknown.
const MethodInfo* findMethod(const std::string& id);

} // namespace dnas
