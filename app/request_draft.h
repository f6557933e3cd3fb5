// A request while it is being put together: method (or network to train), preset, data, and the options that differ from
// the preset.
// Place: the model of the wizard, and what a template file holds. The options of another method or preset keep what the
// user changed where the option still exists.
// Thread rule: plain value.
#pragma once

#include "engine/api/options.h"
#include "engine/api/request.h"
#include "engine/api/sweep.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dnas {

constexpr const char* kRandomHeads = "random"; ///< a chain drawn by the seed

/// What follows a search of siamese heads: a pretraining, or a probe or fine-tuning of one.
struct SiameseFollower {
    SiameseStage stage = SiameseStage::Pretrain;
    Request origin;         ///< the search, or the pretraining
    std::string heads = kHandcraftedHeads; ///< Pretrain: a chain genotype's text, kHandcraftedHeads, kRandomHeads
    std::int64_t encoder = 0;              ///< Probe, FineTune: pretraining in the project; 0 = random weights
};

struct RequestDraft {
    std::string name; ///< empty: made from the method's name
    std::string method = "fairdarts"; ///< set by setMethod()
    Preset preset = Preset::Quick;
    std::string data = "fashion-mnist"; ///< set by setData()
    std::map<std::string, std::string> overrides; ///< option key to value, only what differs from the preset
    std::vector<std::uint64_t> seeds = {2};       ///< one experiment each
    std::vector<SweepAxis> sweep; ///< up to two options over whose values the search is repeated; one experiment each
    /// Set: this network is trained, no search is made. A genotype's text, or "baseline:NAME".
    std::string network;
    std::string label;       ///< of the network, for people
    std::int64_t parent = 0; ///< experiment whose result is trained; 0 = none

    /// Method and data go together: images for one, motors for the other. The pair of the other kind waits meanwhile.
    void setMethod(const std::string& id);
    void setData(const std::string& spec);
    bool learnsMotor() const;

    bool trains() const { return !network.empty(); }

    std::optional<SiameseFollower> follower; ///< set: neither a search nor a training; `label` then says what it follows

    /// The request of the first seed. Overrides that the method does not know are left out.
    Request request() const;
    /// One request a seed and combination of swept values; names tell them apart. Throws as sweepRequests.
    std::vector<Request> requests() const;
    std::size_t requestCount() const; ///< how many these are
    std::vector<Option> options() const { return optionsOf(request()); }

    /// Throws EngineError(Usage) and changes nothing when the value is not allowed.
    void set(const std::string& key, const std::string& value);
    /// Sets the paper's value.
    void setToPaper(const std::string& key);

    /// "FairDARTS", "DARTS_V2, trained", or what the user typed.
    std::string displayName() const;

  private:
    void changeKind();
    std::string m_otherMethod = "pmsm", m_otherData = "motor:saturating";
};

/// A quick training of a network: a genotype's text, or "baseline:NAME". Throws EngineError as makeTraining.
/// @param origin what found the network, or stands on the page: the training sees the same images (makeTrainingOf)
RequestDraft trainingDraft(const std::string& network, const std::string& label, std::int64_t parent = 0,
                           const Request* origin = nullptr);

/// A quick pretraining with what a search found, or a probe or fine-tuning of a pretraining with this number.
/// @param label of the heads, for people
RequestDraft followerDraft(SiameseStage stage, const Request& origin, const std::string& heads, const std::string& label,
                           std::int64_t experiment);

/// The draft that gives this request again: what differs from the nearer preset becomes an override.
RequestDraft draftOf(const Request& request);

/// "2, 3, 7" or "1-5" to seeds. Throws EngineError(Usage) naming the word that is no seed; at most 100 seeds.
std::vector<std::uint64_t> parseSeeds(const std::string& text);
std::string seedsText(const std::vector<std::uint64_t>& seeds);

} // namespace dnas
