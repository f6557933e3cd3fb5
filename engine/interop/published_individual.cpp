// Genotypes of individual cells, as D-DARTS and DARTOpti published them. DARTOpti's result files repeat identical cells: here each
// gene stands once with the sequence in which the files repeat it. Its encodings of handcrafted networks read input 0 only.
// Place: data of published_genotypes.cpp.
#include "engine/interop/published_texts.h"

namespace dnas {

const std::vector<PublishedText>& publishedIndividualTexts() {
    static const std::vector<PublishedText> texts{
        {"D-DARTS_sparse_cifar10", "D-DARTS", "Heuillet et al., 2023; its file says reductions [2, 6], its parameter counts [2, 5]",
         "Genotype_nested(genes=[[('sep_conv_3x3', 2, 1), ('max_pool_3x3', 2, 0), ('sep_conv_3x3', 3, 0), ('max_pool_3x3', 3, 2), "
         "('sep_conv_3x3', 4, 0), ('max_pool_3x3', 4, 2), ('max_pool_3x3', 5, 0), ('dil_conv_5x5', 5, 4)], [('skip_connect', 2, 0), "
         "('dil_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 2), ('dil_conv_3x3', 4, 3), ('sep_conv_5x5', 4, 2), "
         "('sep_conv_5x5', 5, 4), ('sep_conv_5x5', 5, 0)], [('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 2, 0), ('sep_conv_3x3', 3, 1), "
         "('max_pool_3x3', 3, 2), ('sep_conv_5x5', 4, 1), ('skip_connect', 4, 0), ('dil_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 0)], "
         "[('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 1), ('dil_conv_3x3', 4, 2), "
         "('dil_conv_3x3', 4, 1), ('dil_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 1)], [('dil_conv_5x5', 2, 1), ('max_pool_3x3', 2, 0), "
         "('sep_conv_5x5', 3, 2), ('max_pool_3x3', 3, 0), ('sep_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 3), ('dil_conv_3x3', 5, 3), "
         "('sep_conv_5x5', 5, 2)], [('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 2), "
         "('sep_conv_5x5', 4, 2), ('dil_conv_3x3', 4, 1), ('sep_conv_3x3', 5, 1), ('sep_conv_3x3', 5, 3)], [('sep_conv_3x3', 2, 0), "
         "('sep_conv_5x5', 2, 1), ('dil_conv_3x3', 3, 1), ('skip_connect', 3, 2), ('skip_connect', 4, 2), ('skip_connect', 4, 0), "
         "('dil_conv_3x3', 5, 0), ('sep_conv_5x5', 5, 1)], [('sep_conv_5x5', 2, 1), ('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 3, 2), "
         "('dil_conv_5x5', 3, 0), ('sep_conv_5x5', 4, 3), ('dil_conv_3x3', 4, 2), ('sep_conv_3x3', 5, 2)]], reductions=[2, 6], "
         "concat=range(2, 6))"},
        {"D-DARTS_sparse_abl0.5_fair7_cifar100", "D-DARTS", "Heuillet et al., 2023; its file says reductions [2, 6], its parameter counts [2, 5]",
         "Genotype_nested(genes=[[('sep_conv_3x3', 2, 1), ('max_pool_3x3', 2, 0), ('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 2), "
         "('sep_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 1), ('dil_conv_3x3', 5, 3), ('max_pool_3x3', 5, 0)], [('max_pool_3x3', 2, 0), "
         "('dil_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), ('max_pool_3x3', 3, 2), ('sep_conv_5x5', 4, 0), ('sep_conv_3x3', 4, 3), "
         "('max_pool_3x3', 5, 4), ('sep_conv_3x3', 5, 3)], [('avg_pool_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 1), "
         "('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 1), ('sep_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 3)], "
         "[('max_pool_3x3', 2, 1), ('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 3, 1), ('dil_conv_5x5', 3, 2), ('sep_conv_5x5', 4, 1), "
         "('sep_conv_5x5', 4, 2), ('sep_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 4)], [('max_pool_3x3', 2, 1), ('max_pool_3x3', 2, 0), "
         "('sep_conv_5x5', 3, 2), ('max_pool_3x3', 3, 0), ('sep_conv_5x5', 4, 1), ('avg_pool_3x3', 4, 0), ('sep_conv_3x3', 5, 4), "
         "('dil_conv_3x3', 5, 3)], [('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 0), "
         "('sep_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 0), ('sep_conv_5x5', 5, 3), ('sep_conv_5x5', 5, 4)], [('sep_conv_5x5', 2, 1), "
         "('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 4, 3), ('sep_conv_3x3', 4, 2), "
         "('sep_conv_5x5', 5, 4), ('sep_conv_5x5', 5, 3)], [('max_pool_3x3', 2, 0), ('dil_conv_5x5', 3, 2), ('max_pool_3x3', 3, 0), "
         "('sep_conv_3x3', 4, 3), ('sep_conv_5x5', 4, 2), ('skip_connect', 5, 4), ('sep_conv_3x3', 5, 3)]], reductions=[2, 6], "
         "concat=range(2, 6))"},
        {"D-DARTS_edge_cifar10", "D-DARTS", "Heuillet et al., 2023; its file says reductions [2, 6], its parameter counts [2, 5]",
         "Genotype_nested(genes=[[('dil_conv_3x3', 2, 0), ('max_pool_3x3', 2, 0), ('dil_conv_3x3', 2, 1), ('sep_conv_3x3', 2, 1), "
         "('max_pool_3x3', 3, 0), ('sep_conv_3x3', 3, 0), ('dil_conv_3x3', 3, 1), ('sep_conv_3x3', 3, 1), ('dil_conv_5x5', 3, 2), "
         "('max_pool_3x3', 3, 2), ('max_pool_3x3', 4, 0), ('sep_conv_3x3', 4, 0), ('sep_conv_3x3', 4, 1), ('max_pool_3x3', 4, 1), "
         "('sep_conv_5x5', 4, 2), ('max_pool_3x3', 4, 2), ('sep_conv_3x3', 4, 3), ('dil_conv_3x3', 4, 3), ('dil_conv_5x5', 5, 0), "
         "('max_pool_3x3', 5, 0), ('max_pool_3x3', 5, 1), ('sep_conv_5x5', 5, 1), ('sep_conv_5x5', 5, 2), ('max_pool_3x3', 5, 2), "
         "('max_pool_3x3', 5, 3), ('dil_conv_5x5', 5, 3), ('max_pool_3x3', 5, 4), ('dil_conv_5x5', 5, 4)], [('sep_conv_5x5', 2, 0), "
         "('skip_connect', 2, 0), ('sep_conv_3x3', 2, 1), ('dil_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), ('dil_conv_3x3', 3, 0), "
         "('dil_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('dil_conv_3x3', 3, 2), ('sep_conv_5x5', 3, 2), ('dil_conv_3x3', 4, 0), "
         "('dil_conv_5x5', 4, 0), ('dil_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 1), ('sep_conv_3x3', 4, 2), ('sep_conv_5x5', 4, 2), "
         "('sep_conv_3x3', 4, 3), ('dil_conv_3x3', 4, 3), ('max_pool_3x3', 5, 0), ('sep_conv_5x5', 5, 0), ('sep_conv_5x5', 5, 1), "
         "('skip_connect', 5, 1), ('skip_connect', 5, 2), ('dil_conv_3x3', 5, 2), ('dil_conv_3x3', 5, 3), ('sep_conv_3x3', 5, 3), "
         "('dil_conv_3x3', 5, 4), ('sep_conv_5x5', 5, 4)], [('dil_conv_5x5', 2, 0), ('sep_conv_5x5', 2, 0), ('dil_conv_3x3', 2, 1), "
         "('sep_conv_5x5', 2, 1), ('skip_connect', 3, 0), ('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 1), "
         "('sep_conv_5x5', 3, 2), ('max_pool_3x3', 3, 2), ('sep_conv_3x3', 4, 0), ('skip_connect', 4, 0), ('dil_conv_5x5', 4, 1), "
         "('sep_conv_5x5', 4, 1), ('dil_conv_3x3', 4, 2), ('sep_conv_3x3', 4, 2), ('dil_conv_5x5', 4, 3), ('sep_conv_3x3', 4, 3), "
         "('skip_connect', 5, 0), ('sep_conv_5x5', 5, 0), ('max_pool_3x3', 5, 1), ('sep_conv_3x3', 5, 1), ('max_pool_3x3', 5, 2), "
         "('dil_conv_3x3', 5, 2), ('skip_connect', 5, 3), ('dil_conv_5x5', 5, 3), ('skip_connect', 5, 4), ('sep_conv_5x5', 5, 4)], "
         "[('skip_connect', 2, 0), ('sep_conv_5x5', 2, 0), ('max_pool_3x3', 2, 1), ('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 0), "
         "('sep_conv_3x3', 3, 0), ('max_pool_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('dil_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 2), "
         "('sep_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 0), ('dil_conv_3x3', 4, 1), ('sep_conv_5x5', 4, 2), ('dil_conv_3x3', 4, 2), "
         "('dil_conv_3x3', 4, 3), ('dil_conv_5x5', 4, 3), ('dil_conv_5x5', 5, 0), ('sep_conv_3x3', 5, 0), ('dil_conv_3x3', 5, 1), "
         "('sep_conv_5x5', 5, 1), ('dil_conv_3x3', 5, 2), ('dil_conv_5x5', 5, 2), ('sep_conv_3x3', 5, 3), ('dil_conv_5x5', 5, 3), "
         "('sep_conv_5x5', 5, 4)], [('dil_conv_5x5', 2, 0), ('max_pool_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('dil_conv_5x5', 2, 1), "
         "('avg_pool_3x3', 3, 0), ('max_pool_3x3', 3, 0), ('dil_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 2), "
         "('sep_conv_5x5', 3, 2), ('skip_connect', 4, 0), ('dil_conv_5x5', 4, 0), ('dil_conv_3x3', 4, 1), ('sep_conv_5x5', 4, 1), "
         "('sep_conv_3x3', 4, 2), ('sep_conv_5x5', 4, 2), ('skip_connect', 4, 3), ('sep_conv_5x5', 4, 3), ('dil_conv_3x3', 5, 0), "
         "('max_pool_3x3', 5, 0), ('dil_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 2), ('dil_conv_5x5', 5, 3), ('dil_conv_3x3', 5, 3), "
         "('dil_conv_5x5', 5, 4), ('sep_conv_3x3', 5, 4)], [('dil_conv_5x5', 2, 0), ('sep_conv_5x5', 2, 0), ('sep_conv_3x3', 2, 1), "
         "('sep_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), ('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), "
         "('sep_conv_3x3', 3, 2), ('sep_conv_5x5', 3, 2), ('skip_connect', 4, 0), ('dil_conv_3x3', 4, 0), ('sep_conv_3x3', 4, 1), "
         "('dil_conv_3x3', 4, 1), ('dil_conv_5x5', 4, 2), ('sep_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 3), ('dil_conv_3x3', 4, 3), "
         "('skip_connect', 5, 0), ('dil_conv_5x5', 5, 0), ('dil_conv_3x3', 5, 1), ('sep_conv_3x3', 5, 1), ('sep_conv_3x3', 5, 2), "
         "('dil_conv_5x5', 5, 2), ('dil_conv_5x5', 5, 3), ('sep_conv_3x3', 5, 3), ('sep_conv_5x5', 5, 4), ('dil_conv_3x3', 5, 4)], "
         "[('dil_conv_5x5', 2, 0), ('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('sep_conv_5x5', 2, 1), ('sep_conv_3x3', 3, 0), "
         "('skip_connect', 3, 0), ('sep_conv_3x3', 3, 1), ('dil_conv_3x3', 3, 1), ('dil_conv_5x5', 3, 2), ('skip_connect', 3, 2), "
         "('dil_conv_3x3', 4, 0), ('skip_connect', 4, 0), ('sep_conv_5x5', 4, 1), ('sep_conv_3x3', 4, 1), ('dil_conv_5x5', 4, 2), "
         "('skip_connect', 4, 2), ('skip_connect', 4, 3), ('dil_conv_5x5', 4, 3), ('skip_connect', 5, 0), ('dil_conv_3x3', 5, 0), "
         "('skip_connect', 5, 1), ('sep_conv_5x5', 5, 1), ('dil_conv_5x5', 5, 2), ('skip_connect', 5, 2), ('skip_connect', 5, 3), "
         "('sep_conv_3x3', 5, 3), ('skip_connect', 5, 4), ('dil_conv_3x3', 5, 4)], [('dil_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 0), "
         "('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 0), ('dil_conv_5x5', 3, 0), ('sep_conv_5x5', 3, 2), ('dil_conv_3x3', 4, 2), "
         "('dil_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 5, 2)]], reductions=[2, 6], concat=range(2, 6))"},
        {"D-DARTS_edge_abl0.5_fair7_cifar100", "D-DARTS", "Heuillet et al., 2023; its file says reductions [2, 6], its parameter counts [2, 5]",
         "Genotype_nested(genes=[[('sep_conv_3x3', 2, 0), ('max_pool_3x3', 2, 0), ('max_pool_3x3', 2, 1), ('sep_conv_3x3', 2, 1), "
         "('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 3, 0), ('max_pool_3x3', 3, 1), ('sep_conv_3x3', 3, 1), ('sep_conv_3x3', 3, 2), "
         "('sep_conv_5x5', 3, 2), ('max_pool_3x3', 4, 0), ('max_pool_3x3', 4, 1), ('sep_conv_5x5', 4, 1), ('max_pool_3x3', 4, 2), "
         "('dil_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 3), ('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 5, 0), ('max_pool_3x3', 5, 0), "
         "('max_pool_3x3', 5, 1), ('max_pool_3x3', 5, 2), ('sep_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 3), ('dil_conv_3x3', 5, 3), "
         "('max_pool_3x3', 5, 4), ('sep_conv_5x5', 5, 4)], [('sep_conv_3x3', 2, 0), ('max_pool_3x3', 2, 0), ('dil_conv_5x5', 2, 1), "
         "('sep_conv_5x5', 3, 0), ('max_pool_3x3', 3, 0), ('sep_conv_3x3', 3, 1), ('dil_conv_5x5', 3, 1), ('dil_conv_5x5', 3, 2), "
         "('max_pool_3x3', 3, 2), ('sep_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 0), ('sep_conv_3x3', 4, 1), ('sep_conv_5x5', 4, 1), "
         "('max_pool_3x3', 4, 2), ('dil_conv_5x5', 4, 2), ('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 4, 3), ('max_pool_3x3', 5, 0), "
         "('dil_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 2), ('max_pool_3x3', 5, 2), ('max_pool_3x3', 5, 3), ('sep_conv_3x3', 5, 3), "
         "('dil_conv_5x5', 5, 4), ('max_pool_3x3', 5, 4)], [('max_pool_3x3', 2, 0), ('avg_pool_3x3', 2, 0), ('sep_conv_3x3', 2, 1), "
         "('sep_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), ('skip_connect', 3, 0), ('dil_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), "
         "('dil_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 2), ('max_pool_3x3', 4, 0), ('avg_pool_3x3', 4, 0), ('dil_conv_5x5', 4, 1), "
         "('sep_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 2), ('dil_conv_3x3', 4, 2), ('dil_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 3), "
         "('avg_pool_3x3', 5, 0), ('sep_conv_5x5', 5, 0), ('sep_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 1), ('dil_conv_3x3', 5, 2), "
         "('sep_conv_5x5', 5, 2), ('sep_conv_3x3', 5, 3), ('sep_conv_5x5', 5, 3), ('dil_conv_3x3', 5, 4), ('sep_conv_5x5', 5, 4)], "
         "[('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 0), ('sep_conv_3x3', 2, 1), ('max_pool_3x3', 2, 1), ('sep_conv_3x3', 3, 0), "
         "('sep_conv_5x5', 3, 0), ('dil_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 1), ('dil_conv_3x3', 3, 2), ('dil_conv_5x5', 3, 2), "
         "('max_pool_3x3', 4, 0), ('dil_conv_5x5', 4, 0), ('dil_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 1), ('dil_conv_5x5', 4, 2), "
         "('sep_conv_5x5', 4, 2), ('dil_conv_5x5', 4, 3), ('sep_conv_3x3', 4, 3), ('dil_conv_3x3', 5, 0), ('sep_conv_5x5', 5, 0), "
         "('skip_connect', 5, 1), ('max_pool_3x3', 5, 1), ('sep_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 2), ('dil_conv_5x5', 5, 3), "
         "('dil_conv_5x5', 5, 4), ('sep_conv_5x5', 5, 4)], [('dil_conv_3x3', 2, 0), ('max_pool_3x3', 2, 0), ('skip_connect', 2, 1), "
         "('max_pool_3x3', 2, 1), ('dil_conv_5x5', 3, 0), ('max_pool_3x3', 3, 0), ('dil_conv_3x3', 3, 1), ('dil_conv_3x3', 3, 2), "
         "('sep_conv_5x5', 3, 2), ('max_pool_3x3', 4, 0), ('avg_pool_3x3', 4, 0), ('dil_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 1), "
         "('dil_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 2), ('dil_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 5, 0), "
         "('max_pool_3x3', 5, 0), ('sep_conv_3x3', 5, 1), ('sep_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 2), "
         "('dil_conv_5x5', 5, 3), ('dil_conv_3x3', 5, 3), ('dil_conv_5x5', 5, 4), ('sep_conv_3x3', 5, 4)], [('sep_conv_3x3', 2, 0), "
         "('sep_conv_5x5', 2, 0), ('dil_conv_5x5', 2, 1), ('sep_conv_5x5', 2, 1), ('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 0), "
         "('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 2), ('sep_conv_5x5', 3, 2), ('sep_conv_3x3', 4, 0), "
         "('sep_conv_5x5', 4, 0), ('sep_conv_3x3', 4, 1), ('sep_conv_5x5', 4, 1), ('dil_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 3), "
         "('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 5, 0), ('sep_conv_5x5', 5, 0), ('sep_conv_3x3', 5, 1), ('sep_conv_5x5', 5, 1), "
         "('sep_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 2), ('dil_conv_3x3', 5, 3), ('sep_conv_5x5', 5, 3), ('dil_conv_5x5', 5, 4), "
         "('sep_conv_5x5', 5, 4)], [('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 0), ('dil_conv_5x5', 2, 1), ('sep_conv_5x5', 2, 1), "
         "('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 2), "
         "('sep_conv_5x5', 3, 2), ('sep_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 0), ('dil_conv_5x5', 4, 1), ('dil_conv_5x5', 4, 2), "
         "('sep_conv_3x3', 4, 2), ('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 4, 3), ('dil_conv_3x3', 5, 0), ('sep_conv_3x3', 5, 0), "
         "('dil_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 1), ('dil_conv_3x3', 5, 2), ('sep_conv_3x3', 5, 2), ('sep_conv_3x3', 5, 3), "
         "('sep_conv_5x5', 5, 3), ('sep_conv_3x3', 5, 4), ('sep_conv_5x5', 5, 4)], [('max_pool_3x3', 2, 0), ('max_pool_3x3', 3, 0), "
         "('max_pool_3x3', 3, 1), ('sep_conv_5x5', 3, 2), ('dil_conv_5x5', 3, 2), ('max_pool_3x3', 4, 0), ('max_pool_3x3', 4, 2), "
         "('sep_conv_5x5', 4, 2), ('max_pool_3x3', 4, 3), ('sep_conv_3x3', 4, 3), ('sep_conv_3x3', 5, 2), ('dil_conv_5x5', 5, 3), "
         "('sep_conv_3x3', 5, 3), ('skip_connect', 5, 4)]], reductions=[2, 6], concat=range(2, 6))"},
    };
    return texts;
}

const std::vector<PublishedText>& publishedResultTexts() {
    static const std::vector<PublishedText> texts{
        {"ResNet18_cifar10_sparse", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 1), ('simple_conv_3x3', 2, 0), ('bottleneck_1x3x1', 3, 2), ('max_pool_3x3', 3, 1), "
         "('bottleneck_1x3x1', 4, 3), ('conv_7x1_1x7', 4, 2), ('conv_3x1_1x3', 5, 4), ('bottleneck_1x3x1', 5, 3)]], seq=[0, 0, 0, 0], "
         "concat=range(2, 6), reductions=range(1, 4))"},
        {"ResNet18_cifar100_sparse", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 3, 2), "
         "('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 2), ('bottleneck_1x3x1', 5, 4), "
         "('bottleneck_1x3x1', 5, 3)]], seq=[0, 0, 0, 0], concat=range(2, 6), reductions=range(1, 4))"},
        {"ResNet50_cifar10_sparse", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 2), "
         "('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 1), ('bottleneck_1x3x1', 5, 3), "
         "('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 6, 5), ('bottleneck_1x3x1', 6, 4), ('bottleneck_1x3x1', 7, 5), "
         "('bottleneck_1x3x1', 7, 1)], [('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 2), "
         "('bottleneck_1x3x1', 3, 0), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 2), ('conv_7x1_1x7', 5, 3), ('max_pool_3x3', 5, 4), "
         "('bottleneck_1x3x1', 6, 5), ('dil_conv_3x3', 6, 4), ('max_pool_3x3', 7, 5), ('conv_7x1_1x7', 7, 3)], [('bottleneck_1x3x1', 2, 0), "
         "('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), "
         "('bottleneck_1x3x1', 4, 2), ('bottleneck_1x3x1', 5, 3), ('bottleneck_1x3x1', 5, 4), ('max_pool_3x3', 6, 4), ('max_pool_3x3', 6, 5), "
         "('max_pool_3x3', 7, 6), ('max_pool_3x3', 7, 4)]], seq=[0, 1, 2, 0], concat=range(4, 8), reductions=range(1, 4))"},
        {"ResNet50_cifar100_sparse", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 2), "
         "('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 1), ('bottleneck_1x3x1', 5, 4), "
         "('bottleneck_1x3x1', 5, 3), ('bottleneck_1x3x1', 6, 5), ('bottleneck_1x3x1', 6, 4), ('bottleneck_1x3x1', 7, 6), "
         "('bottleneck_1x3x1', 7, 5)], [('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 0), "
         "('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 0), ('avg_pool_3x3', 5, 4), ('avg_pool_3x3', 5, 3), ('max_pool_3x3', 6, 5), "
         "('avg_pool_3x3', 6, 4), ('max_pool_3x3', 7, 6), ('max_pool_3x3', 7, 5)], [('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), "
         "('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 2), "
         "('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 5, 3), ('max_pool_3x3', 6, 4), ('max_pool_3x3', 6, 5), ('skip_connect', 7, 6), "
         "('max_pool_3x3', 7, 4)]], seq=[0, 1, 2, 0], concat=range(4, 8), reductions=range(1, 4))"},
        {"Xception_cifar10_sparse", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('conv_7x1_1x7', 2, 1), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 1), "
         "('max_pool_3x3', 4, 3), ('conv_7x1_1x7', 4, 2), ('max_pool_3x3', 5, 4), ('conv_3x1_1x3', 5, 3)], [('bottleneck_1x3x1', 2, 1), "
         "('conv_7x1_1x7', 2, 0), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 4, 3), ('bottleneck_1x3x1', 4, 0), "
         "('conv_7x1_1x7', 5, 1), ('bottleneck_1x3x1', 5, 4)], [('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2)]], "
         "seq=[0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), reductions=[1, 2, 11, 12])"},
        {"Xception_cifar100_sparse", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 1), "
         "('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 1), ('bottleneck_1x3x1', 5, 4), "
         "('bottleneck_1x3x1', 5, 2)], [('skip_connect', 2, 0), ('skip_connect', 2, 1), ('bottleneck_1x3x1', 3, 2), "
         "('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 1), ('bottleneck_1x3x1', 5, 4), "
         "('bottleneck_1x3x1', 5, 0)], [('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2), ('max_pool_3x3', 4, 3), ('max_pool_3x3', 5, 4), "
         "('max_pool_3x3', 5, 3)]], seq=[0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), reductions=[1, 2, 11, 12])"},
        {"ResNet18_cifar10_edge", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('max_pool_3x3', 2, 0), ('simple_conv_3x3', 2, 0), ('max_pool_3x3', 2, 1), ('bottleneck_1x3x1', 2, 1), "
         "('skip_connect', 3, 0), ('max_pool_3x3', 3, 1), ('dil_conv_5x5', 3, 2), ('bottleneck_1x3x1', 3, 2), ('sep_conv_5x5', 4, 1), "
         "('dil_conv_5x5', 4, 2), ('conv_7x1_1x7', 4, 2), ('conv_7x1_1x7', 4, 3), ('bottleneck_1x3x1', 4, 3), ('conv_7x1_1x7', 5, 2), "
         "('simple_conv_3x3', 5, 3), ('bottleneck_1x3x1', 5, 3), ('simple_conv_3x3', 5, 4), ('conv_3x1_1x3', 5, 4)]], seq=[0, 0, 0, 0], "
         "concat=range(2, 6), reductions=range(1, 4))"},
        {"ResNet18_cifar100_edge", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('simple_conv_3x3', 2, 0), ('bottleneck_1x3x1', 2, 0), ('conv_7x1_1x7', 2, 1), ('bottleneck_1x3x1', 2, 1), "
         "('skip_connect', 3, 0), ('bottleneck_1x3x1', 3, 0), ('max_pool_3x3', 3, 1), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 3, 2), "
         "('bottleneck_1x3x1', 3, 2), ('max_pool_3x3', 4, 0), ('bottleneck_1x3x1', 4, 0), ('conv_7x1_1x7', 4, 1), ('bottleneck_1x3x1', 4, 1), "
         "('conv_7x1_1x7', 4, 2), ('bottleneck_1x3x1', 4, 2), ('max_pool_3x3', 4, 3), ('bottleneck_1x3x1', 4, 3), ('conv_7x1_1x7', 5, 0), "
         "('bottleneck_1x3x1', 5, 0), ('simple_conv_3x3', 5, 1), ('bottleneck_1x3x1', 5, 1), ('max_pool_3x3', 5, 2), "
         "('bottleneck_1x3x1', 5, 2), ('max_pool_3x3', 5, 3), ('bottleneck_1x3x1', 5, 3), ('max_pool_3x3', 5, 4), "
         "('bottleneck_1x3x1', 5, 4)]], seq=[0, 0, 0, 0], concat=range(2, 6), reductions=range(1, 4))"},
        {"ResNet50_cifar10_edge", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('skip_connect', 2, 0), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 1), "
         "('skip_connect', 3, 2), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 4, 0), ('bottleneck_1x3x1', 4, 1), ('skip_connect', 4, 3), "
         "('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 5, 3), ('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 6, 1), "
         "('sep_conv_3x3', 6, 3), ('bottleneck_1x3x1', 6, 3), ('sep_conv_5x5', 6, 4), ('bottleneck_1x3x1', 6, 4), ('bottleneck_1x3x1', 6, 5), "
         "('simple_conv_1x1', 7, 0), ('bottleneck_1x3x1', 7, 1), ('bottleneck_1x3x1', 7, 5), ('bottleneck_1x3x1', 7, 6)], "
         "[('skip_connect', 2, 0), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('skip_connect', 3, 0), "
         "('bottleneck_1x3x1', 3, 0), ('conv_7x1_1x7', 3, 1), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 3, 2), ('bottleneck_1x3x1', 3, 2), "
         "('max_pool_3x3', 4, 0), ('simple_conv_3x3', 4, 0), ('dil_conv_3x3', 4, 1), ('bottleneck_1x3x1', 4, 1), ('conv_7x1_1x7', 4, 2), "
         "('bottleneck_1x3x1', 4, 2), ('max_pool_3x3', 4, 3), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 5, 0), ('conv_3x1_1x3', 5, 0), "
         "('max_pool_3x3', 5, 1), ('bottleneck_1x3x1', 5, 1), ('conv_7x1_1x7', 5, 2), ('bottleneck_1x3x1', 5, 2), ('avg_pool_3x3', 5, 3), "
         "('conv_7x1_1x7', 5, 3), ('bottleneck_1x3x1', 5, 4), ('max_pool_3x3', 5, 4), ('dil_conv_3x3', 6, 0), ('sep_conv_3x3', 6, 0), "
         "('conv_3x1_1x3', 6, 1), ('conv_7x1_1x7', 6, 1), ('sep_conv_3x3', 6, 2), ('conv_7x1_1x7', 6, 2), ('bottleneck_1x3x1', 6, 3), "
         "('conv_7x1_1x7', 6, 3), ('max_pool_3x3', 6, 4), ('dil_conv_3x3', 6, 4), ('max_pool_3x3', 6, 5), ('bottleneck_1x3x1', 6, 5), "
         "('conv_7x1_1x7', 7, 0), ('bottleneck_1x3x1', 7, 0), ('bottleneck_1x3x1', 7, 1), ('conv_3x1_1x3', 7, 1), ('max_pool_3x3', 7, 2), "
         "('sep_conv_3x3', 7, 2), ('sep_conv_3x3', 7, 3), ('conv_7x1_1x7', 7, 3), ('max_pool_3x3', 7, 4), ('conv_7x1_1x7', 7, 4), "
         "('bottleneck_1x3x1', 7, 5), ('max_pool_3x3', 7, 5), ('dil_conv_3x3', 7, 6), ('dil_conv_5x5', 7, 6)], [('conv_7x1_1x7', 2, 0), "
         "('bottleneck_1x3x1', 2, 0), ('conv_7x1_1x7', 2, 1), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 0), ('conv_7x1_1x7', 3, 1), "
         "('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 3, 2), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 4, 0), ('conv_7x1_1x7', 4, 1), "
         "('bottleneck_1x3x1', 4, 1), ('conv_7x1_1x7', 4, 2), ('bottleneck_1x3x1', 4, 2), ('conv_7x1_1x7', 4, 3), ('bottleneck_1x3x1', 4, 3), "
         "('sep_conv_5x5', 5, 0), ('conv_7x1_1x7', 5, 0), ('bottleneck_1x3x1', 5, 1), ('dil_conv_5x5', 5, 1), ('conv_7x1_1x7', 5, 2), "
         "('bottleneck_1x3x1', 5, 2), ('conv_7x1_1x7', 5, 3), ('bottleneck_1x3x1', 5, 3), ('max_pool_3x3', 5, 4), ('bottleneck_1x3x1', 5, 4), "
         "('dil_conv_5x5', 6, 0), ('skip_connect', 6, 0), ('simple_conv_1x1', 6, 1), ('bottleneck_1x3x1', 6, 1), ('simple_conv_1x1', 6, 2), "
         "('conv_7x1_1x7', 6, 2), ('bottleneck_1x3x1', 6, 3), ('sep_conv_3x3', 6, 3), ('bottleneck_1x3x1', 6, 4), ('max_pool_3x3', 6, 4), "
         "('conv_7x1_1x7', 6, 5), ('max_pool_3x3', 6, 5), ('dil_conv_5x5', 7, 0), ('conv_3x1_1x3', 7, 0), ('simple_conv_3x3', 7, 1), "
         "('conv_7x1_1x7', 7, 1), ('simple_conv_1x1', 7, 2), ('sep_conv_3x3', 7, 2), ('max_pool_3x3', 7, 3), ('conv_7x1_1x7', 7, 3), "
         "('dil_conv_5x5', 7, 4), ('max_pool_3x3', 7, 4), ('bottleneck_1x3x1', 7, 5), ('max_pool_3x3', 7, 5), ('skip_connect', 7, 6), "
         "('max_pool_3x3', 7, 6)]], seq=[0, 1, 2, 0], concat=range(4, 8), reductions=range(1, 4))"},
        {"ResNet50_cifar100_edge", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 1), "
         "('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 4, 0), ('bottleneck_1x3x1', 4, 1), ('bottleneck_1x3x1', 4, 2), "
         "('skip_connect', 4, 3), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 5, 0), ('bottleneck_1x3x1', 5, 1), "
         "('bottleneck_1x3x1', 5, 2), ('bottleneck_1x3x1', 5, 3), ('max_pool_3x3', 5, 4), ('bottleneck_1x3x1', 5, 4), "
         "('bottleneck_1x3x1', 6, 0), ('bottleneck_1x3x1', 6, 1), ('bottleneck_1x3x1', 6, 2), ('bottleneck_1x3x1', 6, 3), "
         "('max_pool_3x3', 6, 4), ('bottleneck_1x3x1', 6, 4), ('max_pool_3x3', 6, 5), ('bottleneck_1x3x1', 6, 5), ('bottleneck_1x3x1', 7, 0), "
         "('bottleneck_1x3x1', 7, 1), ('bottleneck_1x3x1', 7, 3), ('max_pool_3x3', 7, 4), ('bottleneck_1x3x1', 7, 4), ('max_pool_3x3', 7, 5), "
         "('bottleneck_1x3x1', 7, 5), ('max_pool_3x3', 7, 6), ('bottleneck_1x3x1', 7, 6)], [('skip_connect', 2, 0), "
         "('bottleneck_1x3x1', 2, 0), ('max_pool_3x3', 3, 0), ('bottleneck_1x3x1', 3, 0), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 3, 2), "
         "('bottleneck_1x3x1', 3, 2), ('simple_conv_3x3', 4, 0), ('bottleneck_1x3x1', 4, 0), ('simple_conv_3x3', 4, 1), "
         "('conv_7x1_1x7', 4, 1), ('conv_7x1_1x7', 4, 2), ('bottleneck_1x3x1', 4, 2), ('max_pool_3x3', 4, 3), ('bottleneck_1x3x1', 4, 3), "
         "('dil_conv_3x3', 5, 0), ('bottleneck_1x3x1', 5, 0), ('max_pool_3x3', 5, 1), ('bottleneck_1x3x1', 5, 1), ('conv_7x1_1x7', 5, 2), "
         "('avg_pool_3x3', 5, 2), ('max_pool_3x3', 5, 3), ('avg_pool_3x3', 5, 3), ('max_pool_3x3', 5, 4), ('avg_pool_3x3', 5, 4), "
         "('simple_conv_3x3', 6, 0), ('bottleneck_1x3x1', 6, 0), ('simple_conv_3x3', 6, 1), ('conv_7x1_1x7', 6, 1), ('conv_7x1_1x7', 6, 2), "
         "('avg_pool_3x3', 6, 2), ('max_pool_3x3', 6, 3), ('avg_pool_3x3', 6, 3), ('max_pool_3x3', 6, 4), ('avg_pool_3x3', 6, 4), "
         "('avg_pool_3x3', 6, 5), ('max_pool_3x3', 6, 5), ('conv_7x1_1x7', 7, 0), ('conv_3x1_1x3', 7, 0), ('max_pool_3x3', 7, 1), "
         "('simple_conv_1x1', 7, 1), ('conv_3x1_1x3', 7, 2), ('conv_7x1_1x7', 7, 2), ('max_pool_3x3', 7, 3), ('avg_pool_3x3', 7, 3), "
         "('max_pool_3x3', 7, 4), ('avg_pool_3x3', 7, 4), ('avg_pool_3x3', 7, 5), ('max_pool_3x3', 7, 5), ('bottleneck_1x3x1', 7, 6), "
         "('max_pool_3x3', 7, 6)], [('conv_7x1_1x7', 2, 0), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('conv_7x1_1x7', 3, 0), "
         "('bottleneck_1x3x1', 3, 0), ('conv_7x1_1x7', 3, 1), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 3, 2), ('bottleneck_1x3x1', 3, 2), "
         "('conv_7x1_1x7', 4, 0), ('bottleneck_1x3x1', 4, 0), ('simple_conv_3x3', 4, 1), ('conv_7x1_1x7', 4, 1), ('conv_7x1_1x7', 4, 2), "
         "('bottleneck_1x3x1', 4, 2), ('conv_7x1_1x7', 4, 3), ('bottleneck_1x3x1', 4, 3), ('conv_7x1_1x7', 5, 0), ('bottleneck_1x3x1', 5, 0), "
         "('skip_connect', 5, 1), ('bottleneck_1x3x1', 5, 1), ('simple_conv_3x3', 5, 2), ('bottleneck_1x3x1', 5, 2), ('conv_7x1_1x7', 5, 3), "
         "('bottleneck_1x3x1', 5, 3), ('max_pool_3x3', 5, 4), ('bottleneck_1x3x1', 5, 4), ('conv_3x1_1x3', 6, 0), ('skip_connect', 6, 0), "
         "('skip_connect', 6, 1), ('simple_conv_3x3', 6, 1), ('conv_7x1_1x7', 6, 2), ('bottleneck_1x3x1', 6, 2), ('max_pool_3x3', 6, 3), "
         "('bottleneck_1x3x1', 6, 3), ('bottleneck_1x3x1', 6, 4), ('max_pool_3x3', 6, 4), ('bottleneck_1x3x1', 6, 5), ('max_pool_3x3', 6, 5), "
         "('conv_7x1_1x7', 7, 0), ('max_pool_3x3', 7, 0), ('conv_7x1_1x7', 7, 1), ('bottleneck_1x3x1', 7, 1), ('conv_7x1_1x7', 7, 2), "
         "('bottleneck_1x3x1', 7, 2), ('bottleneck_1x3x1', 7, 3), ('max_pool_3x3', 7, 3), ('sep_conv_5x5', 7, 4), ('max_pool_3x3', 7, 4), "
         "('conv_3x1_1x3', 7, 5), ('max_pool_3x3', 7, 5), ('max_pool_3x3', 7, 6), ('skip_connect', 7, 6)]], seq=[0, 1, 2, 0], "
         "concat=range(4, 8), reductions=range(1, 4))"},
        {"Xception_cifar10_edge", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('max_pool_3x3', 2, 0), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('conv_7x1_1x7', 2, 1), "
         "('conv_7x1_1x7', 3, 0), ('max_pool_3x3', 3, 0), ('conv_7x1_1x7', 3, 1), ('bottleneck_1x3x1', 3, 1), ('conv_3x1_1x3', 3, 2), "
         "('bottleneck_1x3x1', 3, 2), ('max_pool_3x3', 4, 0), ('bottleneck_1x3x1', 4, 0), ('bottleneck_1x3x1', 4, 1), ('conv_7x1_1x7', 4, 1), "
         "('bottleneck_1x3x1', 4, 2), ('conv_7x1_1x7', 4, 2), ('bottleneck_1x3x1', 4, 3), ('max_pool_3x3', 4, 3), ('conv_7x1_1x7', 5, 0), "
         "('max_pool_3x3', 5, 0), ('max_pool_3x3', 5, 1), ('bottleneck_1x3x1', 5, 1), ('conv_7x1_1x7', 5, 2), ('simple_conv_3x3', 5, 2), "
         "('bottleneck_1x3x1', 5, 3), ('conv_3x1_1x3', 5, 3), ('bottleneck_1x3x1', 5, 4), ('max_pool_3x3', 5, 4)], "
         "[('bottleneck_1x3x1', 2, 0), ('conv_7x1_1x7', 2, 0), ('skip_connect', 2, 1), ('bottleneck_1x3x1', 2, 1), ('conv_7x1_1x7', 3, 0), "
         "('bottleneck_1x3x1', 3, 0), ('conv_7x1_1x7', 3, 1), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 3, 2), ('bottleneck_1x3x1', 3, 2), "
         "('sep_conv_5x5', 4, 0), ('bottleneck_1x3x1', 4, 0), ('conv_7x1_1x7', 4, 1), ('bottleneck_1x3x1', 4, 1), ('sep_conv_5x5', 4, 2), "
         "('conv_7x1_1x7', 4, 2), ('bottleneck_1x3x1', 4, 3), ('conv_7x1_1x7', 4, 3), ('simple_conv_3x3', 5, 0), ('bottleneck_1x3x1', 5, 0), "
         "('sep_conv_3x3', 5, 1), ('conv_7x1_1x7', 5, 1), ('sep_conv_3x3', 5, 2), ('bottleneck_1x3x1', 5, 2), ('conv_3x1_1x3', 5, 3), "
         "('conv_7x1_1x7', 5, 3), ('sep_conv_5x5', 5, 4), ('bottleneck_1x3x1', 5, 4)], [('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2)]], "
         "seq=[0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), reductions=[1, 2, 11, 12])"},
        {"Xception_cifar100_edge", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('max_pool_3x3', 2, 0), ('bottleneck_1x3x1', 2, 0), ('max_pool_3x3', 2, 1), ('bottleneck_1x3x1', 2, 1), "
         "('max_pool_3x3', 3, 0), ('bottleneck_1x3x1', 3, 0), ('max_pool_3x3', 3, 1), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 3, 2), "
         "('bottleneck_1x3x1', 3, 2), ('max_pool_3x3', 4, 0), ('bottleneck_1x3x1', 4, 0), ('conv_7x1_1x7', 4, 1), ('bottleneck_1x3x1', 4, 1), "
         "('conv_7x1_1x7', 4, 2), ('bottleneck_1x3x1', 4, 2), ('max_pool_3x3', 4, 3), ('bottleneck_1x3x1', 4, 3), ('conv_7x1_1x7', 5, 0), "
         "('bottleneck_1x3x1', 5, 0), ('simple_conv_3x3', 5, 1), ('bottleneck_1x3x1', 5, 1), ('conv_7x1_1x7', 5, 2), "
         "('bottleneck_1x3x1', 5, 2), ('conv_7x1_1x7', 5, 3), ('bottleneck_1x3x1', 5, 3), ('conv_7x1_1x7', 5, 4), "
         "('bottleneck_1x3x1', 5, 4)], [('bottleneck_1x3x1', 2, 0), ('skip_connect', 2, 0), ('bottleneck_1x3x1', 2, 1), "
         "('skip_connect', 2, 1), ('bottleneck_1x3x1', 3, 0), ('conv_7x1_1x7', 3, 0), ('conv_7x1_1x7', 3, 1), ('bottleneck_1x3x1', 3, 1), "
         "('conv_7x1_1x7', 3, 2), ('bottleneck_1x3x1', 3, 2), ('conv_7x1_1x7', 4, 0), ('bottleneck_1x3x1', 4, 0), ('conv_3x1_1x3', 4, 1), "
         "('bottleneck_1x3x1', 4, 1), ('conv_7x1_1x7', 4, 2), ('bottleneck_1x3x1', 4, 2), ('conv_7x1_1x7', 4, 3), ('bottleneck_1x3x1', 4, 3), "
         "('conv_7x1_1x7', 5, 0), ('bottleneck_1x3x1', 5, 0), ('conv_7x1_1x7', 5, 1), ('bottleneck_1x3x1', 5, 1), ('conv_7x1_1x7', 5, 2), "
         "('bottleneck_1x3x1', 5, 2), ('simple_conv_3x3', 5, 3), ('conv_7x1_1x7', 5, 3), ('conv_7x1_1x7', 5, 4), ('bottleneck_1x3x1', 5, 4)], "
         "[('sep_conv_3x3', 3, 2), ('max_pool_3x3', 4, 3), ('max_pool_3x3', 5, 3), ('skip_connect', 5, 4), ('max_pool_3x3', 5, 4)]], "
         "seq=[0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), reductions=[1, 2, 11, 12])"},
    };
    return texts;
}

const std::vector<PublishedText>& publishedEncodingTexts() {
    static const std::vector<PublishedText> texts{
        {"ResNet18", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('simple_conv_3x3', 2, 0), ('simple_conv_3x3', 3, 2), ('skip_connect', 3, 0), ('simple_conv_3x3', 4, 3), "
         "('simple_conv_3x3', 5, 4), ('skip_connect', 5, 3)]], seq=[0, 0, 0, 0], concat=range(2, 6), reductions=range(1, 4))"},
        {"ResNet50", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('skip_connect', 2, 0), ('bottleneck_1x3x1', 3, 2), ('skip_connect', 3, 2), "
         "('bottleneck_1x3x1', 4, 3), ('skip_connect', 4, 3)], [('bottleneck_1x3x1', 2, 0), ('skip_connect', 2, 0), "
         "('bottleneck_1x3x1', 3, 2), ('skip_connect', 3, 2), ('bottleneck_1x3x1', 4, 3), ('skip_connect', 4, 3), ('bottleneck_1x3x1', 5, 4), "
         "('skip_connect', 5, 4)], [('bottleneck_1x3x1', 2, 0), ('skip_connect', 2, 0), ('bottleneck_1x3x1', 3, 2), ('skip_connect', 3, 2), "
         "('bottleneck_1x3x1', 4, 3), ('skip_connect', 4, 3), ('bottleneck_1x3x1', 5, 4), ('skip_connect', 5, 4), ('bottleneck_1x3x1', 6, 5), "
         "('skip_connect', 6, 5), ('bottleneck_1x3x1', 7, 6), ('skip_connect', 7, 6)]], seq=[0, 1, 2, 0], concat=range(2, 8), "
         "reductions=range(1, 4))"},
        {"Xception", "DARTOpti", "Heuillet et al., 2023",
         "Genotype_opt(genes=[[('simple_conv_1x1', 4, 0), ('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2), ('max_pool_3x3', 4, 3)], "
         "[('skip_connect', 4, 0), ('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2), ('sep_conv_3x3', 4, 3)], [('sep_conv_3x3', 2, 0), "
         "('sep_conv_3x3', 3, 2)]], seq=[0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), reductions=[1, 2, 11, 12])"},
    };
    return texts;
}

} // namespace dnas
