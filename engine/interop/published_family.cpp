// Genotypes of cells that repeat, and of chains, as their authors published them: spaces and field order differ between
// the projects. Place: data of published_genotypes.cpp.
#include "engine/interop/published_texts.h"

namespace dnas {

const std::vector<PublishedText>& publishedFamilyTexts() {
    static const std::vector<PublishedText> texts{
        {"DARTS_V1", "DARTS", "Liu et al., ICLR 2019",
         "DARTS_V1 = Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), ('sep_conv_3x3', "
         "1), "
         "('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 2)], normal_concat=[2, 3, 4, "
         "5], "
         "reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 0), ('max_pool_3x3', "
         "0), "
         "('skip_connect', 2), ('skip_connect', 2), ('avg_pool_3x3', 0)], reduce_concat=[2, 3, 4, 5])"},
        {"DARTS_V2", "DARTS", "Liu et al., ICLR 2019",
         "DARTS_V2 = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', "
         "1), "
         "('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, "
         "5], "
         "reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', "
         "0), "
         "('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])"},
        {"PC_DARTS_cifar", "PC-DARTS", "Xu et al., ICLR 2020",
         "PC_DARTS_cifar = Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0), ('sep_conv_3x3', 0), "
         "('dil_conv_3x3', 1), "
         "('sep_conv_5x5', 0), ('sep_conv_3x3', 1), ('avg_pool_3x3', 0), ('dil_conv_3x3', 1)], normal_concat=range(2, "
         "6), "
         "reduce=[('sep_conv_5x5', 1), ('max_pool_3x3', 0), ('sep_conv_5x5', 1), ('sep_conv_5x5', 2), ('sep_conv_3x3', "
         "0), "
         "('sep_conv_3x3', 3), ('sep_conv_3x3', 1), ('sep_conv_3x3', 2)], reduce_concat=range(2, 6))"},
        {"PC_DARTS_image", "PC-DARTS", "Xu et al., ICLR 2020",
         "PC_DARTS_image = Genotype(normal=[('skip_connect', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 0), "
         "('skip_connect', 1), "
         "('sep_conv_3x3', 1), ('sep_conv_3x3', 3), ('sep_conv_3x3', 1), ('dil_conv_5x5', 4)], normal_concat=range(2, "
         "6), "
         "reduce=[('sep_conv_3x3', 0), ('skip_connect', 1), ('dil_conv_5x5', 2), ('max_pool_3x3', 1), ('sep_conv_3x3', "
         "2), "
         "('sep_conv_3x3', 1), ('sep_conv_5x5', 0), ('sep_conv_3x3', 3)], reduce_concat=range(2, 6))"},
        {"PDARTS", "P-DARTS", "Chen et al., ICCV 2019",
         "PDARTS = Genotype(normal=[('skip_connect', 0), ('dil_conv_3x3', 1), ('skip_connect', 0),('sep_conv_3x3', 1), "
         "('sep_conv_3x3', 1), "
         "('sep_conv_3x3', 3), ('sep_conv_3x3',0), ('dil_conv_5x5', 4)], normal_concat=range(2, 6), "
         "reduce=[('avg_pool_3x3', 0), "
         "('sep_conv_5x5', 1), ('sep_conv_3x3', 0), ('dil_conv_5x5', 2), ('max_pool_3x3', 0), ('dil_conv_3x3', 1), "
         "('dil_conv_3x3', 1), "
         "('dil_conv_5x5', 3)], reduce_concat=range(2, 6))"},
        {"DOTS_final_C10", "DOTS", "Gu et al., CVPR 2021",
         "DOTS_final_C10=Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), "
         "('sep_conv_3x3', 1), "
         "('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('skip_connect', 1), ('dil_conv_3x3', 3)], normal_concat=range(2, "
         "6), "
         "reduce=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('max_pool_3x3', 0), ('max_pool_3x3', 1), ('max_pool_3x3', "
         "0), "
         "('dil_conv_5x5', 3), ('max_pool_3x3', 0), ('dil_conv_5x5', 4)], reduce_concat=range(2, 6))"},
        {"DOTS_final_C100", "DOTS", "Gu et al., CVPR 2021",
         "DOTS_final_C100=Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('skip_connect', 0), "
         "('sep_conv_3x3', 1), "
         "('sep_conv_3x3', 1), ('sep_conv_3x3', 3), ('sep_conv_3x3', 1), ('dil_conv_3x3', 4)], normal_concat=range(2, "
         "6), "
         "reduce=[('avg_pool_3x3', 0), ('avg_pool_3x3', 1), ('sep_conv_5x5', 0), ('sep_conv_5x5', 1), ('sep_conv_3x3', "
         "0), "
         "('dil_conv_5x5', 3), ('sep_conv_3x3', 3), ('dil_conv_3x3', 4)], reduce_concat=range(2, 6))"},
        {"DOTS_ImageNet", "DOTS", "Gu et al., CVPR 2021",
         "DOTS_ImageNet=Genotype(normal=[('dil_conv_5x5', 0), ('skip_connect', 1), ('skip_connect', 0), "
         "('sep_conv_3x3', 1), "
         "('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_5x5', 1)], normal_concat=range(2, "
         "6), "
         "reduce=[('sep_conv_5x5', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_5x5', 1), ('max_pool_3x3', "
         "0), "
         "('dil_conv_5x5', 3), ('sep_conv_3x3', 0), ('max_pool_3x3', 1)], reduce_concat=range(2, 6))"},
        {"noisy_darts_a", "Noisy DARTS", "Chu et al., 2020",
         "noisy_darts_a = Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), "
         "('dil_conv_3x3', 2), "
         "('dil_conv_3x3', 3), ('sep_conv_3x3', 1), ('dil_conv_5x5', 4), ('dil_conv_3x3', 3)], normal_concat=range(2, "
         "6), "
         "reduce=[('max_pool_3x3', 0), ('dil_conv_5x5', 1), ('skip_connect', 2), ('max_pool_3x3', 0), ('skip_connect', "
         "2), "
         "('skip_connect', 3), ('skip_connect', 2), ('dil_conv_5x5', 4)], reduce_concat=range(2, 6))"},
        {"noisy_darts_b", "Noisy DARTS", "Chu et al., 2020",
         "noisy_darts_b = Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), "
         "('dil_conv_5x5', 2), "
         "('skip_connect', 0), ('sep_conv_3x3', 1), ('dil_conv_3x3', 4), ('dil_conv_5x5', 3)], normal_concat=range(2, "
         "6), "
         "reduce=[('avg_pool_3x3', 0), ('dil_conv_3x3', 1), ('skip_connect', 2), ('avg_pool_3x3', 0), ('avg_pool_3x3', "
         "0), "
         "('skip_connect', 2), ('skip_connect', 2), ('dil_conv_5x5', 3)], reduce_concat=range(2, 6))"},
        {"FairDARTS_a", "FairDARTS", "Chu et al., ECCV 2020",
         "FairDARTS_a = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('max_pool_3x3', 4, 0), "
         "('sep_conv_3x3', 5, 0)], "
         "normal_concat=range(2, 6), reduce=[('max_pool_3x3', 2, 0), ('avg_pool_3x3', 2, 1), ('avg_pool_3x3', 3, 0), "
         "('dil_conv_5x5', 3, 1), "
         "('avg_pool_3x3', 4, 0), ('sep_conv_5x5', 4, 1), ('skip_connect', 5, 0), ('skip_connect', 5, 1)], "
         "reduce_concat=range(2, 6))"},
        {"FairDARTS_b", "FairDARTS", "Chu et al., ECCV 2020",
         "FairDARTS_b = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('sep_conv_3x3', 3, 1), "
         "('dil_conv_3x3', 4, 0), "
         "('sep_conv_5x5', 4, 1), ('dil_conv_5x5', 5, 1)], normal_concat=range(2, 6), reduce=[('skip_connect', 2, 0), "
         "('dil_conv_3x3', 2, 1), "
         "('skip_connect', 3, 0), ('dil_conv_3x3', 3, 1), ('max_pool_3x3', 4, 0), ('sep_conv_3x3', 4, 1), "
         "('skip_connect', 5, 2), "
         "('max_pool_3x3', 5, 0)], reduce_concat=range(2, 6))"},
        {"FairDARTS_c", "FairDARTS", "Chu et al., ECCV 2020",
         "FairDARTS_c = Genotype(normal=[('max_pool_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('dil_conv_3x3', 4, 0), "
         "('dil_conv_5x5', 4, 2), "
         "('skip_connect', 5, 3), ('sep_conv_3x3', 5, 0)], normal_concat=range(2, 6), reduce=[('dil_conv_3x3', 2, 1), "
         "('dil_conv_5x5', 2, 0), "
         "('dil_conv_3x3', 3, 0), ('sep_conv_3x3', 3, 1), ('sep_conv_5x5', 4, 0), ('sep_conv_5x5', 4, 3), "
         "('sep_conv_5x5', 5, 0), "
         "('skip_connect', 5, 1)], reduce_concat=range(2, 6))"},
        {"FairDARTS_d", "FairDARTS", "Chu et al., ECCV 2020",
         "FairDARTS_d = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('dil_conv_3x3', 3, 1), "
         "('max_pool_3x3', 3, 0), "
         "('dil_conv_3x3', 4, 0), ('dil_conv_3x3', 4, 1), ('sep_conv_3x3', 5, 0), ('dil_conv_5x5', 5, 1)], "
         "normal_concat=range(2, 6), "
         "reduce=[('max_pool_3x3', 2, 0), ('sep_conv_5x5', 2, 1), ('avg_pool_3x3', 3, 0), ('dil_conv_5x5', 3, 2), "
         "('dil_conv_3x3', 4, 3), "
         "('avg_pool_3x3', 4, 0), ('avg_pool_3x3', 5, 0), ('skip_connect', 5, 3)], reduce_concat=range(2, 6))"},
        {"FairDARTS_e", "FairDARTS", "Chu et al., ECCV 2020",
         "FairDARTS_e = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('dil_conv_3x3', 4, 1), "
         "('dil_conv_3x3', 4, 2), "
         "('dil_conv_3x3', 5, 0), ('dil_conv_5x5', 5, 1)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 2, 1), "
         "('max_pool_3x3', 2, 0), "
         "('max_pool_3x3', 3, 1), ('max_pool_3x3', 3, 0), ('sep_conv_5x5', 4, 1), ('max_pool_3x3', 4, 0), "
         "('avg_pool_3x3', 5, 0), "
         "('dil_conv_5x5', 5, 1)], reduce_concat=range(2, 6))"},
        {"FairDARTS_f", "FairDARTS", "Chu et al., ECCV 2020",
         "FairDARTS_f = Genotype(normal=[('max_pool_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('dil_conv_3x3', 3, 1), "
         "('sep_conv_5x5', 4, 1), "
         "('sep_conv_3x3', 5, 0), ('sep_conv_3x3', 5, 1)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 2, 0), "
         "('max_pool_3x3', 2, 1), "
         "('max_pool_3x3', 3, 0), ('dil_conv_3x3', 3, 1), ('dil_conv_3x3', 4, 2), ('max_pool_3x3', 4, 0), "
         "('max_pool_3x3', 5, 0), "
         "('sep_conv_3x3', 5, 1)], reduce_concat=range(2, 6))"},
        {"FairDARTS_g", "FairDARTS", "Chu et al., ECCV 2020",
         "FairDARTS_g = Genotype(normal=[('sep_conv_3x3', 2, 0), ('sep_conv_3x3', 2, 1), ('skip_connect', 4, 3), "
         "('sep_conv_5x5', 4, 1), "
         "('dil_conv_3x3', 5, 0), ('sep_conv_3x3', 5, 1)], normal_concat=range(2, 6), reduce=[('avg_pool_3x3', 2, 1), "
         "('skip_connect', 2, 0), "
         "('skip_connect', 3, 2), ('max_pool_3x3', 3, 1), ('sep_conv_5x5', 4, 3), ('max_pool_3x3', 4, 0), "
         "('dil_conv_3x3', 5, 1), "
         "('dil_conv_3x3', 5, 4)], reduce_concat=range(2, 6))"},
        {"NASiam_SimSiam_cifar10_resnet18", "NASiam", "Heuillet et al., 2023, with SimSiam",
         "SimSiam/genotypes/cifar10_resnet18.txt: Genotype(encoder=[['linear_relu'], ['linear_silu'], ['linear_elu'], "
         "['identity'], "
         "['identity'], ['linear_relu']], predictor=[['linear_hardswish'], ['avgpool_3x3'], ['avgpool_3x3'], "
         "['linear_hardswish']])"},
        {"NASiam_SimSiam_cifar10_resnet50", "NASiam", "Heuillet et al., 2023, with SimSiam",
         "SimSiam/genotypes/cifar10_resnet50.txt: Genotype(encoder=[['linear_silu'], ['linear_hardswish'], "
         "['linear_hardswish'], "
         "['linear_hardswish'], ['linear_silu'], ['linear_silu']], predictor=[['linear_hardswish'], "
         "['linear_hardswish'], ['avgpool_3x3'], "
         "['linear_silu']])"},
        {"NASiam_SimSiam_cifar100_resnet50", "NASiam", "Heuillet et al., 2023, with SimSiam",
         "SimSiam/genotypes/cifar100_resnet50.txt: Genotype(encoder=[['identity'], ['linear_silu'], ['linear_silu'], "
         "['linear_elu'], "
         "['linear_silu'], ['linear_elu']], predictor=[['linear_elu'], ['linear_elu'], ['linear_elu'], "
         "['linear_hardswish']])"},
        {"NASiam_MoCo_cifar10_resnet18", "NASiam", "Heuillet et al., 2023, with MoCo",
         "MoCo/genotypes/cifar10_resnet18.txt: Genotype(encoder=[['avgpool_3x3'], ['avgpool_3x3'], ['avgpool_3x3'], "
         "['avgpool_3x3']])"},
        {"NASiam_MoCo_cifar100_resnet18", "NASiam", "Heuillet et al., 2023, with MoCo",
         "MoCo/genotypes/cifar100_resnet18.txt: Genotype(encoder=[['avgpool_3x3'], ['avgpool_3x3'], ['avgpool_3x3'], "
         "['avgpool_3x3']])"},
        {"NASiam_MoCo_cifar10_resnet50", "NASiam", "Heuillet et al., 2023, with MoCo",
         "MoCo/genotypes/cifar10_resnet50.txt: Genotype(encoder=[['identity'], ['avgpool_3x3'], ['avgpool_3x3'], "
         "['avgpool_3x3']])"},
        {"NASiam_SimCLR_cifar10_resnet50", "NASiam", "Heuillet et al., 2023, with SimCLR",
         "SimCLR/genotypes/cifar10_resnet50.txt: Genotype(predictor=[['linear_hardswish'], ['linear_hardswish'], "
         "['avgpool_3x3'], "
         "['linear_relu'], ['linear_relu'], ['linear_relu']])"},
        {"beta_DARTS", "beta-DARTS", "Ye et al., CVPR 2022",
         "genotype = Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', "
         "2), "
         "('skip_connect', 0), ('sep_conv_3x3', 1), ('dil_conv_3x3', 3), ('skip_connect', 0)], normal_concat=range(2, "
         "6), "
         "reduce=[('skip_connect', 1), ('max_pool_3x3', 0), ('avg_pool_3x3', 0), ('sep_conv_5x5', 2), ('max_pool_3x3', "
         "0), "
         "('skip_connect', 2), ('skip_connect', 2), ('dil_conv_3x3', 4)], reduce_concat=range(2, 6))"},
    };
    return texts;
}

} // namespace dnas
