// Recomputes what a reference file records and compares: `dnas verify`.
// The reference holds a small network, a batch, and what the method's authors' implementation computes from them.
#pragma once

#include <string>
#include <vector>

namespace dnas {

struct VerifyItem {
    std::string name;        ///< tensor of the file, e.g. "expect/first_order/alpha_grad_normal"
    double error = 0;        ///< largest absolute difference over the largest absolute expected value
    double tolerance = 0;
    bool passed = false;
    std::string detail;      ///< for items that are no tensors (genotype): what differs
};

struct VerifyReport {
    std::string file, kind;
    std::vector<VerifyItem> items;
    bool passed() const {
        for (const VerifyItem& item : items)
            if (!item.passed) return false;
        return !items.empty();
    }
};

/// Computes in float64. Tolerances: forward values 1e-9, first-order gradients 1e-7, second order 1e-4, three steps 1e-6.
/// Throws EngineError: Format (the file is damaged or names unknown tensors), Unsupported (a kind this version cannot compute).
VerifyReport verifyReference(const std::string& path);

} // namespace dnas
