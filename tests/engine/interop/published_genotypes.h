// Genotypes as their authors published them, letter by letter: names, spaces and field order differ between the projects.
// DARTOpti's are written as Genotype_opt: its files repeat identical cells. Used by the tests of texts and of costs.
#pragma once

#include <string_view>

namespace dnas::test {

struct PublishedGenotype {
    std::string_view name;
    std::string_view text;
};

inline constexpr PublishedGenotype kPublishedGenotypes[] = {
    // darts family
    {"DARTS_V1",
     "DARTS_V1 = Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), "
     "('sep_conv_3x3', 1), ('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), "
     "('skip_connect', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), "
     "('skip_connect', 2), ('max_pool_3x3', 0), ('max_pool_3x3', 0), ('skip_connect', 2), "
     "('skip_connect', 2), ('avg_pool_3x3', 0)], reduce_concat=[2, 3, 4, 5])"},
    {"DARTS_V2",
     "DARTS_V2 = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), "
     "('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), "
     "('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), "
     "('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), "
     "('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])"},
    {"PC_DARTS_cifar",
     "PC_DARTS_cifar = Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0), ('sep_conv_3x3', 0), "
     "('dil_conv_3x3', 1), ('sep_conv_5x5', 0), ('sep_conv_3x3', 1), ('avg_pool_3x3', 0), "
     "('dil_conv_3x3', 1)], normal_concat=range(2, 6), reduce=[('sep_conv_5x5', 1), ('max_pool_3x3', 0), "
     "('sep_conv_5x5', 1), ('sep_conv_5x5', 2), ('sep_conv_3x3', 0), ('sep_conv_3x3', 3), "
     "('sep_conv_3x3', 1), ('sep_conv_3x3', 2)], reduce_concat=range(2, 6))"},
    {"PC_DARTS_image",
     "PC_DARTS_image = Genotype(normal=[('skip_connect', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 0), "
     "('skip_connect', 1), ('sep_conv_3x3', 1), ('sep_conv_3x3', 3), ('sep_conv_3x3', 1), "
     "('dil_conv_5x5', 4)], normal_concat=range(2, 6), reduce=[('sep_conv_3x3', 0), ('skip_connect', 1), "
     "('dil_conv_5x5', 2), ('max_pool_3x3', 1), ('sep_conv_3x3', 2), ('sep_conv_3x3', 1), "
     "('sep_conv_5x5', 0), ('sep_conv_3x3', 3)], reduce_concat=range(2, 6))"},
    {"PDARTS",
     "PDARTS = Genotype(normal=[('skip_connect', 0), ('dil_conv_3x3', 1), ('skip_connect', "
     "0),('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('sep_conv_3x3', 3), ('sep_conv_3x3',0), "
     "('dil_conv_5x5', 4)], normal_concat=range(2, 6), reduce=[('avg_pool_3x3', 0), ('sep_conv_5x5', 1), "
     "('sep_conv_3x3', 0), ('dil_conv_5x5', 2), ('max_pool_3x3', 0), ('dil_conv_3x3', 1), "
     "('dil_conv_3x3', 1), ('dil_conv_5x5', 3)], reduce_concat=range(2, 6))"},
    {"DOTS_final_C10",
     "DOTS_final_C10=Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), "
     "('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('skip_connect', 1), "
     "('dil_conv_3x3', 3)], normal_concat=range(2, 6), reduce=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), "
     "('max_pool_3x3', 0), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('dil_conv_5x5', 3), "
     "('max_pool_3x3', 0), ('dil_conv_5x5', 4)], reduce_concat=range(2, 6))"},
    {"DOTS_final_C100",
     "DOTS_final_C100=Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('skip_connect', 0), "
     "('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('sep_conv_3x3', 3), ('sep_conv_3x3', 1), "
     "('dil_conv_3x3', 4)], normal_concat=range(2, 6), reduce=[('avg_pool_3x3', 0), ('avg_pool_3x3', 1), "
     "('sep_conv_5x5', 0), ('sep_conv_5x5', 1), ('sep_conv_3x3', 0), ('dil_conv_5x5', 3), "
     "('sep_conv_3x3', 3), ('dil_conv_3x3', 4)], reduce_concat=range(2, 6))"},
    {"DOTS_ImageNet",
     "DOTS_ImageNet=Genotype(normal=[('dil_conv_5x5', 0), ('skip_connect', 1), ('skip_connect', 0), "
     "('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), "
     "('sep_conv_5x5', 1)], normal_concat=range(2, 6), reduce=[('sep_conv_5x5', 0), ('sep_conv_3x3', 1), "
     "('sep_conv_3x3', 0), ('sep_conv_5x5', 1), ('max_pool_3x3', 0), ('dil_conv_5x5', 3), "
     "('sep_conv_3x3', 0), ('max_pool_3x3', 1)], reduce_concat=range(2, 6))"},
    {"noisy_darts_a",
     "noisy_darts_a = Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), "
     "('dil_conv_3x3', 2), ('dil_conv_3x3', 3), ('sep_conv_3x3', 1), ('dil_conv_5x5', 4), "
     "('dil_conv_3x3', 3)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 0), ('dil_conv_5x5', 1), "
     "('skip_connect', 2), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 3), "
     "('skip_connect', 2), ('dil_conv_5x5', 4)], reduce_concat=range(2, 6))"},
    {"noisy_darts_b",
     "noisy_darts_b = Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), "
     "('dil_conv_5x5', 2), ('skip_connect', 0), ('sep_conv_3x3', 1), ('dil_conv_3x3', 4), "
     "('dil_conv_5x5', 3)], normal_concat=range(2, 6), reduce=[('avg_pool_3x3', 0), ('dil_conv_3x3', 1), "
     "('skip_connect', 2), ('avg_pool_3x3', 0), ('avg_pool_3x3', 0), ('skip_connect', 2), "
     "('skip_connect', 2), ('dil_conv_5x5', 3)], reduce_concat=range(2, 6))"},
    // FairDARTS
    {"FairDARTS_a",
     "FairDARTS_a = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('max_pool_3x3', 4, "
     "0), ('sep_conv_3x3', 5, 0)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 2, 0), "
     "('avg_pool_3x3', 2, 1), ('avg_pool_3x3', 3, 0), ('dil_conv_5x5', 3, 1), ('avg_pool_3x3', 4, 0), "
     "('sep_conv_5x5', 4, 1), ('skip_connect', 5, 0), ('skip_connect', 5, 1)], reduce_concat=range(2, 6))"},
    {"FairDARTS_b",
     "FairDARTS_b = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('sep_conv_3x3', 3, "
     "1), ('dil_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 1), ('dil_conv_5x5', 5, 1)], normal_concat=range(2, "
     "6), reduce=[('skip_connect', 2, 0), ('dil_conv_3x3', 2, 1), ('skip_connect', 3, 0), "
     "('dil_conv_3x3', 3, 1), ('max_pool_3x3', 4, 0), ('sep_conv_3x3', 4, 1), ('skip_connect', 5, 2), "
     "('max_pool_3x3', 5, 0)], reduce_concat=range(2, 6))"},
    {"FairDARTS_c",
     "FairDARTS_c = Genotype(normal=[('max_pool_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('dil_conv_3x3', 4, "
     "0), ('dil_conv_5x5', 4, 2), ('skip_connect', 5, 3), ('sep_conv_3x3', 5, 0)], normal_concat=range(2, "
     "6), reduce=[('dil_conv_3x3', 2, 1), ('dil_conv_5x5', 2, 0), ('dil_conv_3x3', 3, 0), "
     "('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 4, 0), ('sep_conv_5x5', 4, 3), ('sep_conv_5x5', 5, 0), "
     "('skip_connect', 5, 1)], reduce_concat=range(2, 6))"},
    {"FairDARTS_d",
     "FairDARTS_d = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('dil_conv_3x3', 3, "
     "1), ('max_pool_3x3', 3, 0), ('dil_conv_3x3', 4, 0), ('dil_conv_3x3', 4, 1), ('sep_conv_3x3', 5, 0), "
     "('dil_conv_5x5', 5, 1)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 2, 0), "
     "('sep_conv_5x5', 2, 1), ('avg_pool_3x3', 3, 0), ('dil_conv_5x5', 3, 2), ('dil_conv_3x3', 4, 3), "
     "('avg_pool_3x3', 4, 0), ('avg_pool_3x3', 5, 0), ('skip_connect', 5, 3)], reduce_concat=range(2, 6))"},
    {"FairDARTS_e",
     "FairDARTS_e = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('dil_conv_3x3', 4, "
     "1), ('dil_conv_3x3', 4, 2), ('dil_conv_3x3', 5, 0), ('dil_conv_5x5', 5, 1)], normal_concat=range(2, "
     "6), reduce=[('max_pool_3x3', 2, 1), ('max_pool_3x3', 2, 0), ('max_pool_3x3', 3, 1), "
     "('max_pool_3x3', 3, 0), ('sep_conv_5x5', 4, 1), ('max_pool_3x3', 4, 0), ('avg_pool_3x3', 5, 0), "
     "('dil_conv_5x5', 5, 1)], reduce_concat=range(2, 6))"},
    {"FairDARTS_f",
     "FairDARTS_f = Genotype(normal=[('max_pool_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('dil_conv_3x3', 3, "
     "1), ('sep_conv_5x5', 4, 1), ('sep_conv_3x3', 5, 0), ('sep_conv_3x3', 5, 1)], normal_concat=range(2, "
     "6), reduce=[('max_pool_3x3', 2, 0), ('max_pool_3x3', 2, 1), ('max_pool_3x3', 3, 0), "
     "('dil_conv_3x3', 3, 1), ('dil_conv_3x3', 4, 2), ('max_pool_3x3', 4, 0), ('max_pool_3x3', 5, 0), "
     "('sep_conv_3x3', 5, 1)], reduce_concat=range(2, 6))"},
    {"FairDARTS_g",
     "FairDARTS_g = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('skip_connect', 4, "
     "3), ('sep_conv_5x5', 4, 1), ('dil_conv_3x3', 5, 0), ('sep_conv_3x3', 5, 1)], normal_concat=range(2, "
     "6), reduce=[('avg_pool_3x3', 2, 1), ('skip_connect', 2, 0), ('skip_connect', 3, 2), "
     "('max_pool_3x3', 3, 1), ('sep_conv_5x5', 4, 3), ('max_pool_3x3', 4, 0), ('dil_conv_3x3', 5, 1), "
     "('dil_conv_3x3', 5, 4)], reduce_concat=range(2, 6))"},
    // NASiam
    {"SimSiam/genotypes/cifar10_resnet18.txt",
     "SimSiam/genotypes/cifar10_resnet18.txt: Genotype(encoder=[['linear_relu'], ['linear_silu'], "
     "['linear_elu'], ['identity'], ['identity'], ['linear_relu']], predictor=[['linear_hardswish'], "
     "['avgpool_3x3'], ['avgpool_3x3'], ['linear_hardswish']])"},
    {"SimSiam/genotypes/cifar10_resnet50.txt",
     "SimSiam/genotypes/cifar10_resnet50.txt: Genotype(encoder=[['linear_silu'], ['linear_hardswish'], "
     "['linear_hardswish'], ['linear_hardswish'], ['linear_silu'], ['linear_silu']], "
     "predictor=[['linear_hardswish'], ['linear_hardswish'], ['avgpool_3x3'], ['linear_silu']])"},
    {"SimSiam/genotypes/cifar100_resnet50.txt",
     "SimSiam/genotypes/cifar100_resnet50.txt: Genotype(encoder=[['identity'], ['linear_silu'], "
     "['linear_silu'], ['linear_elu'], ['linear_silu'], ['linear_elu']], predictor=[['linear_elu'], "
     "['linear_elu'], ['linear_elu'], ['linear_hardswish']])"},
    {"MoCo/genotypes/cifar10_resnet18.txt",
     "MoCo/genotypes/cifar10_resnet18.txt: Genotype(encoder=[['avgpool_3x3'], ['avgpool_3x3'], "
     "['avgpool_3x3'], ['avgpool_3x3']])"},
    {"MoCo/genotypes/cifar100_resnet18.txt",
     "MoCo/genotypes/cifar100_resnet18.txt: Genotype(encoder=[['avgpool_3x3'], ['avgpool_3x3'], "
     "['avgpool_3x3'], ['avgpool_3x3']])"},
    {"MoCo/genotypes/cifar10_resnet50.txt",
     "MoCo/genotypes/cifar10_resnet50.txt: Genotype(encoder=[['identity'], ['avgpool_3x3'], "
     "['avgpool_3x3'], ['avgpool_3x3']])"},
    {"SimCLR/genotypes/cifar10_resnet50.txt",
     "SimCLR/genotypes/cifar10_resnet50.txt: Genotype(predictor=[['linear_hardswish'], "
     "['linear_hardswish'], ['avgpool_3x3'], ['linear_relu'], ['linear_relu'], ['linear_relu']])"},
    // beta-DARTS
    {"genotype",
     "genotype = Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), "
     "('dil_conv_3x3', 2), ('skip_connect', 0), ('sep_conv_3x3', 1), ('dil_conv_3x3', 3), "
     "('skip_connect', 0)], normal_concat=range(2, 6), reduce=[('skip_connect', 1), ('max_pool_3x3', 0), "
     "('avg_pool_3x3', 0), ('sep_conv_5x5', 2), ('max_pool_3x3', 0), ('skip_connect', 2), "
     "('skip_connect', 2), ('dil_conv_3x3', 4)], reduce_concat=range(2, 6))"},
    // D-DARTS, sparse
    {"D-DARTS_threshold_sparse_cifar10_0.85_50",
     "D-DARTS_threshold_sparse_cifar10_0.85_50: Genotype_nested(genes=[[('sep_conv_3x3', 2, 1), "
     "('max_pool_3x3', 2, 0), ('sep_conv_3x3', 3, 0), ('max_pool_3x3', 3, 2), ('sep_conv_3x3', 4, 0), "
     "('max_pool_3x3', 4, 2), ('max_pool_3x3', 5, 0), ('dil_conv_5x5', 5, 4)], [('skip_connect', 2, 0), "
     "('dil_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 2), ('dil_conv_3x3', 4, 3), "
     "('sep_conv_5x5', 4, 2), ('sep_conv_5x5', 5, 4), ('sep_conv_5x5', 5, 0)], [('sep_conv_5x5', 2, 1), "
     "('sep_conv_5x5', 2, 0), ('sep_conv_3x3', 3, 1), ('max_pool_3x3', 3, 2), ('sep_conv_5x5', 4, 1), "
     "('skip_connect', 4, 0), ('dil_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 0)], [('sep_conv_5x5', 2, 0), "
     "('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 1), ('dil_conv_3x3', 4, 2), "
     "('dil_conv_3x3', 4, 1), ('dil_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 1)], [('dil_conv_5x5', 2, 1), "
     "('max_pool_3x3', 2, 0), ('sep_conv_5x5', 3, 2), ('max_pool_3x3', 3, 0), ('sep_conv_5x5', 4, 1), "
     "('sep_conv_5x5', 4, 3), ('dil_conv_3x3', 5, 3), ('sep_conv_5x5', 5, 2)], [('sep_conv_5x5', 2, 1), "
     "('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 4, 2), "
     "('dil_conv_3x3', 4, 1), ('sep_conv_3x3', 5, 1), ('sep_conv_3x3', 5, 3)], [('sep_conv_3x3', 2, 0), "
     "('sep_conv_5x5', 2, 1), ('dil_conv_3x3', 3, 1), ('skip_connect', 3, 2), ('skip_connect', 4, 2), "
     "('skip_connect', 4, 0), ('dil_conv_3x3', 5, 0), ('sep_conv_5x5', 5, 1)], [('sep_conv_5x5', 2, 1), "
     "('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 3, 2), ('dil_conv_5x5', 3, 0), ('sep_conv_5x5', 4, 3), "
     "('dil_conv_3x3', 4, 2), ('sep_conv_3x3', 5, 2)]], reductions=[2, 6], concat=range(2, 6))"},
    {"D-DARTS_threshold_sparse_abl0.5_fair7_cifar100_0.85_50",
     "D-DARTS_threshold_sparse_abl0.5_fair7_cifar100_0.85_50: Genotype_nested(genes=[[('sep_conv_3x3', 2, "
     "1), ('max_pool_3x3', 2, 0), ('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 4, 3), "
     "('sep_conv_5x5', 4, 1), ('dil_conv_3x3', 5, 3), ('max_pool_3x3', 5, 0)], [('max_pool_3x3', 2, 0), "
     "('dil_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), ('max_pool_3x3', 3, 2), ('sep_conv_5x5', 4, 0), "
     "('sep_conv_3x3', 4, 3), ('max_pool_3x3', 5, 4), ('sep_conv_3x3', 5, 3)], [('avg_pool_3x3', 2, 0), "
     "('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 4, 3), "
     "('sep_conv_5x5', 4, 1), ('sep_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 3)], [('max_pool_3x3', 2, 1), "
     "('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 3, 1), ('dil_conv_5x5', 3, 2), ('sep_conv_5x5', 4, 1), "
     "('sep_conv_5x5', 4, 2), ('sep_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 4)], [('max_pool_3x3', 2, 1), "
     "('max_pool_3x3', 2, 0), ('sep_conv_5x5', 3, 2), ('max_pool_3x3', 3, 0), ('sep_conv_5x5', 4, 1), "
     "('avg_pool_3x3', 4, 0), ('sep_conv_3x3', 5, 4), ('dil_conv_3x3', 5, 3)], [('sep_conv_5x5', 2, 0), "
     "('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 0), ('sep_conv_5x5', 4, 3), "
     "('sep_conv_5x5', 4, 0), ('sep_conv_5x5', 5, 3), ('sep_conv_5x5', 5, 4)], [('sep_conv_5x5', 2, 1), "
     "('sep_conv_5x5', 2, 0), ('sep_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 4, 3), "
     "('sep_conv_3x3', 4, 2), ('sep_conv_5x5', 5, 4), ('sep_conv_5x5', 5, 3)], [('max_pool_3x3', 2, 0), "
     "('dil_conv_5x5', 3, 2), ('max_pool_3x3', 3, 0), ('sep_conv_3x3', 4, 3), ('sep_conv_5x5', 4, 2), "
     "('skip_connect', 5, 4), ('sep_conv_3x3', 5, 3)]], reductions=[2, 6], concat=range(2, 6))"},
    // D-DARTS, edge
    {"D-DARTS_threshold_edge_cifar10_0.85_50",
     "D-DARTS_threshold_edge_cifar10_0.85_50: Genotype_nested(genes=[[('dil_conv_3x3', 2, 0), "
     "('max_pool_3x3', 2, 0), ('dil_conv_3x3', 2, 1), ('sep_conv_3x3', 2, 1), ('max_pool_3x3', 3, 0), "
     "('sep_conv_3x3', 3, 0), ('dil_conv_3x3', 3, 1), ('sep_conv_3x3', 3, 1), ('dil_conv_5x5', 3, 2), "
     "('max_pool_3x3', 3, 2), ('max_pool_3x3', 4, 0), ('sep_conv_3x3', 4, 0), ('sep_conv_3x3', 4, 1), "
     "('max_pool_3x3', 4, 1), ('sep_conv_5x5', 4, 2), ('max_pool_3x3', 4, 2), ('sep_conv_3x3', 4, 3), "
     "('dil_conv_3x3', 4, 3), ('dil_conv_5x5', 5, 0), ('max_pool_3x3', 5, 0), ('max_pool_3x3', 5, 1), "
     "('sep_conv_5x5', 5, 1), ('sep_conv_5x5', 5, 2), ('max_pool_3x3', 5, 2), ('max_pool_3x3', 5, 3), "
     "('dil_conv_5x5', 5, 3), ('max_pool_3x3', 5, 4), ('dil_conv_5x5', 5, 4)], [('sep_conv_5x5', 2, 0), "
     "('skip_connect', 2, 0), ('sep_conv_3x3', 2, 1), ('dil_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), "
     "('dil_conv_3x3', 3, 0), ('dil_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('dil_conv_3x3', 3, 2), "
     "('sep_conv_5x5', 3, 2), ('dil_conv_3x3', 4, 0), ('dil_conv_5x5', 4, 0), ('dil_conv_5x5', 4, 1), "
     "('sep_conv_5x5', 4, 1), ('sep_conv_3x3', 4, 2), ('sep_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 3), "
     "('dil_conv_3x3', 4, 3), ('max_pool_3x3', 5, 0), ('sep_conv_5x5', 5, 0), ('sep_conv_5x5', 5, 1), "
     "('skip_connect', 5, 1), ('skip_connect', 5, 2), ('dil_conv_3x3', 5, 2), ('dil_conv_3x3', 5, 3), "
     "('sep_conv_3x3', 5, 3), ('dil_conv_3x3', 5, 4), ('sep_conv_5x5', 5, 4)], [('dil_conv_5x5', 2, 0), "
     "('sep_conv_5x5', 2, 0), ('dil_conv_3x3', 2, 1), ('sep_conv_5x5', 2, 1), ('skip_connect', 3, 0), "
     "('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 2), "
     "('max_pool_3x3', 3, 2), ('sep_conv_3x3', 4, 0), ('skip_connect', 4, 0), ('dil_conv_5x5', 4, 1), "
     "('sep_conv_5x5', 4, 1), ('dil_conv_3x3', 4, 2), ('sep_conv_3x3', 4, 2), ('dil_conv_5x5', 4, 3), "
     "('sep_conv_3x3', 4, 3), ('skip_connect', 5, 0), ('sep_conv_5x5', 5, 0), ('max_pool_3x3', 5, 1), "
     "('sep_conv_3x3', 5, 1), ('max_pool_3x3', 5, 2), ('dil_conv_3x3', 5, 2), ('skip_connect', 5, 3), "
     "('dil_conv_5x5', 5, 3), ('skip_connect', 5, 4), ('sep_conv_5x5', 5, 4)], [('skip_connect', 2, 0), "
     "('sep_conv_5x5', 2, 0), ('max_pool_3x3', 2, 1), ('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 0), "
     "('sep_conv_3x3', 3, 0), ('max_pool_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('dil_conv_5x5', 3, 2), "
     "('sep_conv_5x5', 3, 2), ('sep_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 0), ('dil_conv_3x3', 4, 1), "
     "('sep_conv_5x5', 4, 2), ('dil_conv_3x3', 4, 2), ('dil_conv_3x3', 4, 3), ('dil_conv_5x5', 4, 3), "
     "('dil_conv_5x5', 5, 0), ('sep_conv_3x3', 5, 0), ('dil_conv_3x3', 5, 1), ('sep_conv_5x5', 5, 1), "
     "('dil_conv_3x3', 5, 2), ('dil_conv_5x5', 5, 2), ('sep_conv_3x3', 5, 3), ('dil_conv_5x5', 5, 3), "
     "('sep_conv_5x5', 5, 4)], [('dil_conv_5x5', 2, 0), ('max_pool_3x3', 2, 0), ('sep_conv_3x3', 2, 1), "
     "('dil_conv_5x5', 2, 1), ('avg_pool_3x3', 3, 0), ('max_pool_3x3', 3, 0), ('dil_conv_5x5', 3, 1), "
     "('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 2), ('sep_conv_5x5', 3, 2), ('skip_connect', 4, 0), "
     "('dil_conv_5x5', 4, 0), ('dil_conv_3x3', 4, 1), ('sep_conv_5x5', 4, 1), ('sep_conv_3x3', 4, 2), "
     "('sep_conv_5x5', 4, 2), ('skip_connect', 4, 3), ('sep_conv_5x5', 4, 3), ('dil_conv_3x3', 5, 0), "
     "('max_pool_3x3', 5, 0), ('dil_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 2), ('dil_conv_5x5', 5, 3), "
     "('dil_conv_3x3', 5, 3), ('dil_conv_5x5', 5, 4), ('sep_conv_3x3', 5, 4)], [('dil_conv_5x5', 2, 0), "
     "('sep_conv_5x5', 2, 0), ('sep_conv_3x3', 2, 1), ('sep_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), "
     "('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 2), "
     "('sep_conv_5x5', 3, 2), ('skip_connect', 4, 0), ('dil_conv_3x3', 4, 0), ('sep_conv_3x3', 4, 1), "
     "('dil_conv_3x3', 4, 1), ('dil_conv_5x5', 4, 2), ('sep_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 3), "
     "('dil_conv_3x3', 4, 3), ('skip_connect', 5, 0), ('dil_conv_5x5', 5, 0), ('dil_conv_3x3', 5, 1), "
     "('sep_conv_3x3', 5, 1), ('sep_conv_3x3', 5, 2), ('dil_conv_5x5', 5, 2), ('dil_conv_5x5', 5, 3), "
     "('sep_conv_3x3', 5, 3), ('sep_conv_5x5', 5, 4), ('dil_conv_3x3', 5, 4)], [('dil_conv_5x5', 2, 0), "
     "('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('sep_conv_5x5', 2, 1), ('sep_conv_3x3', 3, 0), "
     "('skip_connect', 3, 0), ('sep_conv_3x3', 3, 1), ('dil_conv_3x3', 3, 1), ('dil_conv_5x5', 3, 2), "
     "('skip_connect', 3, 2), ('dil_conv_3x3', 4, 0), ('skip_connect', 4, 0), ('sep_conv_5x5', 4, 1), "
     "('sep_conv_3x3', 4, 1), ('dil_conv_5x5', 4, 2), ('skip_connect', 4, 2), ('skip_connect', 4, 3), "
     "('dil_conv_5x5', 4, 3), ('skip_connect', 5, 0), ('dil_conv_3x3', 5, 0), ('skip_connect', 5, 1), "
     "('sep_conv_5x5', 5, 1), ('dil_conv_5x5', 5, 2), ('skip_connect', 5, 2), ('skip_connect', 5, 3), "
     "('sep_conv_3x3', 5, 3), ('skip_connect', 5, 4), ('dil_conv_3x3', 5, 4)], [('dil_conv_3x3', 2, 0), "
     "('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('sep_conv_5x5', 3, 0), ('dil_conv_5x5', 3, 0), "
     "('sep_conv_5x5', 3, 2), ('dil_conv_3x3', 4, 2), ('dil_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 3), "
     "('sep_conv_3x3', 5, 2)]], reductions=[2, 6], concat=range(2, 6))"},
    {"D-DARTS_threshold_edge_abl0.5_fair7_cifar100_0.85_50",
     "D-DARTS_threshold_edge_abl0.5_fair7_cifar100_0.85_50: Genotype_nested(genes=[[('sep_conv_3x3', 2, "
     "0), ('max_pool_3x3', 2, 0), ('max_pool_3x3', 2, 1), ('sep_conv_3x3', 2, 1), ('sep_conv_5x5', 3, 0), "
     "('sep_conv_3x3', 3, 0), ('max_pool_3x3', 3, 1), ('sep_conv_3x3', 3, 1), ('sep_conv_3x3', 3, 2), "
     "('sep_conv_5x5', 3, 2), ('max_pool_3x3', 4, 0), ('max_pool_3x3', 4, 1), ('sep_conv_5x5', 4, 1), "
     "('max_pool_3x3', 4, 2), ('dil_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 3), ('sep_conv_5x5', 4, 3), "
     "('sep_conv_3x3', 5, 0), ('max_pool_3x3', 5, 0), ('max_pool_3x3', 5, 1), ('max_pool_3x3', 5, 2), "
     "('sep_conv_5x5', 5, 2), ('sep_conv_5x5', 5, 3), ('dil_conv_3x3', 5, 3), ('max_pool_3x3', 5, 4), "
     "('sep_conv_5x5', 5, 4)], [('sep_conv_3x3', 2, 0), ('max_pool_3x3', 2, 0), ('dil_conv_5x5', 2, 1), "
     "('sep_conv_5x5', 3, 0), ('max_pool_3x3', 3, 0), ('sep_conv_3x3', 3, 1), ('dil_conv_5x5', 3, 1), "
     "('dil_conv_5x5', 3, 2), ('max_pool_3x3', 3, 2), ('sep_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 0), "
     "('sep_conv_3x3', 4, 1), ('sep_conv_5x5', 4, 1), ('max_pool_3x3', 4, 2), ('dil_conv_5x5', 4, 2), "
     "('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 4, 3), ('max_pool_3x3', 5, 0), ('dil_conv_5x5', 5, 1), "
     "('sep_conv_3x3', 5, 2), ('max_pool_3x3', 5, 2), ('max_pool_3x3', 5, 3), ('sep_conv_3x3', 5, 3), "
     "('dil_conv_5x5', 5, 4), ('max_pool_3x3', 5, 4)], [('max_pool_3x3', 2, 0), ('avg_pool_3x3', 2, 0), "
     "('sep_conv_3x3', 2, 1), ('sep_conv_5x5', 2, 1), ('max_pool_3x3', 3, 0), ('skip_connect', 3, 0), "
     "('dil_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('dil_conv_5x5', 3, 2), ('sep_conv_5x5', 3, 2), "
     "('max_pool_3x3', 4, 0), ('avg_pool_3x3', 4, 0), ('dil_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 1), "
     "('sep_conv_5x5', 4, 2), ('dil_conv_3x3', 4, 2), ('dil_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 3), "
     "('avg_pool_3x3', 5, 0), ('sep_conv_5x5', 5, 0), ('sep_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 1), "
     "('dil_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 2), ('sep_conv_3x3', 5, 3), ('sep_conv_5x5', 5, 3), "
     "('dil_conv_3x3', 5, 4), ('sep_conv_5x5', 5, 4)], [('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 0), "
     "('sep_conv_3x3', 2, 1), ('max_pool_3x3', 2, 1), ('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 0), "
     "('dil_conv_5x5', 3, 1), ('sep_conv_5x5', 3, 1), ('dil_conv_3x3', 3, 2), ('dil_conv_5x5', 3, 2), "
     "('max_pool_3x3', 4, 0), ('dil_conv_5x5', 4, 0), ('dil_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 1), "
     "('dil_conv_5x5', 4, 2), ('sep_conv_5x5', 4, 2), ('dil_conv_5x5', 4, 3), ('sep_conv_3x3', 4, 3), "
     "('dil_conv_3x3', 5, 0), ('sep_conv_5x5', 5, 0), ('skip_connect', 5, 1), ('max_pool_3x3', 5, 1), "
     "('sep_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 2), ('dil_conv_5x5', 5, 3), ('dil_conv_5x5', 5, 4), "
     "('sep_conv_5x5', 5, 4)], [('dil_conv_3x3', 2, 0), ('max_pool_3x3', 2, 0), ('skip_connect', 2, 1), "
     "('max_pool_3x3', 2, 1), ('dil_conv_5x5', 3, 0), ('max_pool_3x3', 3, 0), ('dil_conv_3x3', 3, 1), "
     "('dil_conv_3x3', 3, 2), ('sep_conv_5x5', 3, 2), ('max_pool_3x3', 4, 0), ('avg_pool_3x3', 4, 0), "
     "('dil_conv_5x5', 4, 1), ('sep_conv_5x5', 4, 1), ('dil_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 2), "
     "('dil_conv_5x5', 4, 3), ('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 5, 0), ('max_pool_3x3', 5, 0), "
     "('sep_conv_3x3', 5, 1), ('sep_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 2), "
     "('dil_conv_5x5', 5, 3), ('dil_conv_3x3', 5, 3), ('dil_conv_5x5', 5, 4), ('sep_conv_3x3', 5, 4)], "
     "[('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 0), ('dil_conv_5x5', 2, 1), ('sep_conv_5x5', 2, 1), "
     "('sep_conv_3x3', 3, 0), ('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), "
     "('sep_conv_3x3', 3, 2), ('sep_conv_5x5', 3, 2), ('sep_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 0), "
     "('sep_conv_3x3', 4, 1), ('sep_conv_5x5', 4, 1), ('dil_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 3), "
     "('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 5, 0), ('sep_conv_5x5', 5, 0), ('sep_conv_3x3', 5, 1), "
     "('sep_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 2), ('sep_conv_5x5', 5, 2), ('dil_conv_3x3', 5, 3), "
     "('sep_conv_5x5', 5, 3), ('dil_conv_5x5', 5, 4), ('sep_conv_5x5', 5, 4)], [('sep_conv_3x3', 2, 0), "
     "('sep_conv_5x5', 2, 0), ('dil_conv_5x5', 2, 1), ('sep_conv_5x5', 2, 1), ('sep_conv_3x3', 3, 0), "
     "('sep_conv_5x5', 3, 0), ('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 3, 1), ('sep_conv_3x3', 3, 2), "
     "('sep_conv_5x5', 3, 2), ('sep_conv_3x3', 4, 0), ('sep_conv_5x5', 4, 0), ('dil_conv_5x5', 4, 1), "
     "('dil_conv_5x5', 4, 2), ('sep_conv_3x3', 4, 2), ('sep_conv_5x5', 4, 3), ('sep_conv_3x3', 4, 3), "
     "('dil_conv_3x3', 5, 0), ('sep_conv_3x3', 5, 0), ('dil_conv_5x5', 5, 1), ('sep_conv_3x3', 5, 1), "
     "('dil_conv_3x3', 5, 2), ('sep_conv_3x3', 5, 2), ('sep_conv_3x3', 5, 3), ('sep_conv_5x5', 5, 3), "
     "('sep_conv_3x3', 5, 4), ('sep_conv_5x5', 5, 4)], [('max_pool_3x3', 2, 0), ('max_pool_3x3', 3, 0), "
     "('max_pool_3x3', 3, 1), ('sep_conv_5x5', 3, 2), ('dil_conv_5x5', 3, 2), ('max_pool_3x3', 4, 0), "
     "('max_pool_3x3', 4, 2), ('sep_conv_5x5', 4, 2), ('max_pool_3x3', 4, 3), ('sep_conv_3x3', 4, 3), "
     "('sep_conv_3x3', 5, 2), ('dil_conv_5x5', 5, 3), ('sep_conv_3x3', 5, 3), ('skip_connect', 5, 4)]], "
     "reductions=[2, 6], concat=range(2, 6))"},
    // DARTOpti
    {"ResNet18_cifar10_sparse",
     "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 1), ('simple_conv_3x3', 2, 0), ('bottleneck_1x3x1', 3, "
     "2), ('max_pool_3x3', 3, 1), ('bottleneck_1x3x1', 4, 3), ('conv_7x1_1x7', 4, 2), ('conv_3x1_1x3', 5, "
     "4), ('bottleneck_1x3x1', 5, 3)]], seq=[0, 0, 0, 0], concat=range(2, 6), reductions=range(1, 4))"},
    {"ResNet18_cifar100_sparse",
     "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', "
     "3, 2), ('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 2), "
     "('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 5, 3)]], seq=[0, 0, 0, 0], concat=range(2, 6), "
     "reductions=range(1, 4))"},
    {"ResNet50_cifar10_sparse",
     "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', "
     "3, 2), ('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 1), "
     "('bottleneck_1x3x1', 5, 3), ('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 6, 5), "
     "('bottleneck_1x3x1', 6, 4), ('bottleneck_1x3x1', 7, 5), ('bottleneck_1x3x1', 7, 1)], "
     "[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 2), "
     "('bottleneck_1x3x1', 3, 0), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 2), "
     "('conv_7x1_1x7', 5, 3), ('max_pool_3x3', 5, 4), ('bottleneck_1x3x1', 6, 5), ('dil_conv_3x3', 6, 4), "
     "('max_pool_3x3', 7, 5), ('conv_7x1_1x7', 7, 3)], [('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', "
     "2, 1), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), "
     "('bottleneck_1x3x1', 4, 2), ('bottleneck_1x3x1', 5, 3), ('bottleneck_1x3x1', 5, 4), "
     "('max_pool_3x3', 6, 4), ('max_pool_3x3', 6, 5), ('max_pool_3x3', 7, 6), ('max_pool_3x3', 7, 4)]], "
     "seq=[0, 1, 2, 0], concat=range(4, 8), reductions=range(1, 4))"},
    {"ResNet50_cifar100_sparse",
     "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', "
     "3, 2), ('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 1), "
     "('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 5, 3), ('bottleneck_1x3x1', 6, 5), "
     "('bottleneck_1x3x1', 6, 4), ('bottleneck_1x3x1', 7, 6), ('bottleneck_1x3x1', 7, 5)], "
     "[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 0), "
     "('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 0), ('avg_pool_3x3', 5, 4), ('avg_pool_3x3', 5, "
     "3), ('max_pool_3x3', 6, 5), ('avg_pool_3x3', 6, 4), ('max_pool_3x3', 7, 6), ('max_pool_3x3', 7, "
     "5)], [('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', 3, 2), "
     "('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 2), "
     "('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 5, 3), ('max_pool_3x3', 6, 4), ('max_pool_3x3', 6, "
     "5), ('skip_connect', 7, 6), ('max_pool_3x3', 7, 4)]], seq=[0, 1, 2, 0], concat=range(4, 8), "
     "reductions=range(1, 4))"},
    {"Xception_cifar10_sparse",
     "Genotype_opt(genes=[[('conv_7x1_1x7', 2, 1), ('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 3, "
     "2), ('bottleneck_1x3x1', 3, 1), ('max_pool_3x3', 4, 3), ('conv_7x1_1x7', 4, 2), ('max_pool_3x3', 5, "
     "4), ('conv_3x1_1x3', 5, 3)], [('bottleneck_1x3x1', 2, 1), ('conv_7x1_1x7', 2, 0), "
     "('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 1), ('conv_7x1_1x7', 4, 3), "
     "('bottleneck_1x3x1', 4, 0), ('conv_7x1_1x7', 5, 1), ('bottleneck_1x3x1', 5, 4)], [('sep_conv_3x3', "
     "2, 0), ('sep_conv_3x3', 3, 2)]], seq=[0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), "
     "reductions=[1, 2, 11, 12])"},
    {"Xception_cifar100_sparse",
     "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('bottleneck_1x3x1', 2, 1), ('bottleneck_1x3x1', "
     "3, 1), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 4, 3), ('bottleneck_1x3x1', 4, 1), "
     "('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 5, 2)], [('skip_connect', 2, 0), ('skip_connect', "
     "2, 1), ('bottleneck_1x3x1', 3, 2), ('bottleneck_1x3x1', 3, 1), ('bottleneck_1x3x1', 4, 3), "
     "('bottleneck_1x3x1', 4, 1), ('bottleneck_1x3x1', 5, 4), ('bottleneck_1x3x1', 5, 0)], "
     "[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2), ('max_pool_3x3', 4, 3), ('max_pool_3x3', 5, 4), "
     "('max_pool_3x3', 5, 3)]], seq=[0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), "
     "reductions=[1, 2, 11, 12])"},
};

/// Handcrafted networks in DARTOpti's encoding. All edges come from c_{k-2} or from nodes.
inline constexpr PublishedGenotype kEncodedNetworks[] = {
    {"ResNet18",
     "Genotype_opt(genes=[[('simple_conv_3x3', 2, 0), ('simple_conv_3x3', 3, 2), ('skip_connect', 3, 0), "
     "('simple_conv_3x3', 4, 3), ('simple_conv_3x3', 5, 4), ('skip_connect', 5, 3)]], seq=[0, 0, 0, 0], "
     "concat=range(2, 6), reductions=range(1, 4))"},
    {"ResNet50",
     "Genotype_opt(genes=[[('bottleneck_1x3x1', 2, 0), ('skip_connect', 2, 0), ('bottleneck_1x3x1', 3, "
     "2), ('skip_connect', 3, 2), ('bottleneck_1x3x1', 4, 3), ('skip_connect', 4, 3)], "
     "[('bottleneck_1x3x1', 2, 0), ('skip_connect', 2, 0), ('bottleneck_1x3x1', 3, 2), ('skip_connect', "
     "3, 2), ('bottleneck_1x3x1', 4, 3), ('skip_connect', 4, 3), ('bottleneck_1x3x1', 5, 4), "
     "('skip_connect', 5, 4)], [('bottleneck_1x3x1', 2, 0), ('skip_connect', 2, 0), ('bottleneck_1x3x1', "
     "3, 2), ('skip_connect', 3, 2), ('bottleneck_1x3x1', 4, 3), ('skip_connect', 4, 3), "
     "('bottleneck_1x3x1', 5, 4), ('skip_connect', 5, 4), ('bottleneck_1x3x1', 6, 5), ('skip_connect', 6, "
     "5), ('bottleneck_1x3x1', 7, 6), ('skip_connect', 7, 6)]], seq=[0, 1, 2, 0], concat=range(2, 8), "
     "reductions=range(1, 4))"},
    {"Xception",
     "Genotype_opt(genes=[[('simple_conv_1x1', 4, 0), ('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2), "
     "('max_pool_3x3', 4, 3)], [('skip_connect', 4, 0), ('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2), "
     "('sep_conv_3x3', 4, 3)], [('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 3, 2)]], seq=[0, 0, 0, 1, 1, 1, "
     "1, 1, 1, 1, 1, 0, 2], concat=range(2, 6), reductions=[1, 2, 11, 12])"},
};

/// The text of a name of either list. Empty when there is none.
constexpr std::string_view publishedText(std::string_view name) {
    for (const PublishedGenotype& genotype : kPublishedGenotypes)
        if (genotype.name == name) return genotype.text;
    for (const PublishedGenotype& genotype : kEncodedNetworks)
        if (genotype.name == name) return genotype.text;
    return {};
}

} // namespace dnas::test
