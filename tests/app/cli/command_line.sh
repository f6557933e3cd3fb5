#!/usr/bin/env bash
# What dnas answers, and how it fails: exit codes and messages that name what is wrong.
# Usage: command_line.sh DNAS SOURCE_FOLDER
set -uo pipefail
dnas=$1
source=$2
. "$(dirname "$0")/expect.sh"

expect 0 'fairdarts' "$dnas" methods
expect 0 '"methods"' "$dnas" methods --json
expect 0 'Usage' "$dnas" --help
expect 0 'DNAS Studio [0-9]' "$dnas" --version
expect 0 'arch_lr .*Adam' "$dnas" run fairdarts --help
expect 0 '^epochs +50 +12 +1 to 10000 epochs +Length' "$dnas" run fairdarts --help
expect 0 '^subset .* 0 to 10000000 images' "$dnas" run fairdarts --help
expect 0 'w01' "$dnas" run fairdarts --help
expect 2 'subcommand' "$dnas"
expect 2 'nonsense' "$dnas" nonsense
expect 2 "Unknown method 'fairdart'" "$dnas" run fairdart --project "$folder/a.dnas"
expect 2 'Known: .*fairdarts' "$dnas" run fairdart --project "$folder/a.dnas"
expect 2 "Unknown option 'epoch'.*" "$dnas" run fairdarts --project "$folder/a.dnas" --set epoch=3
expect 2 'Nearest: epochs' "$dnas" run fairdarts --project "$folder/a.dnas" --set epoch=3
expect 2 "'epochs' is '0'; allowed: a whole number, 1 to 10000 epochs" "$dnas" run fairdarts --project "$folder/a.dnas" --set epochs=0
expect 2 "'lr' is 'nan'" "$dnas" run fairdarts --project "$folder/a.dnas" --set lr=nan
expect 2 'KEY=VALUE' "$dnas" run fairdarts --project "$folder/a.dnas" --set epochs
expect 2 'w01.*does not apply' "$dnas" run darts-first --project "$folder/a.dnas" --set w01=3
expect 2 '--project FILE is missing' "$dnas" run fairdarts
[ -e "$folder/a.dnas" ] && { echo "FAILED: a refused request made a project"; failures=$((failures + 1)); }

# Data that cannot be read.
mkdir -p "$folder/idx" "$folder/cifar" "$folder/one/only"
printf '\0\0\10\3\0\0\0\5\0\0\0\34\0\0\0\34short' >"$folder/idx/train-images-idx3-ubyte"
printf '\0\0\10\1\0\0\0\5\1\2' >"$folder/idx/train-labels-idx1-ubyte"
head -c 5000 /dev/zero >"$folder/cifar/data_batch_1.bin"
expect 3 'train-images-idx3-ubyte' "$dnas" data inspect "idx:$folder/idx"
expect 3 'data_batch_1.bin.*3073' "$dnas" data inspect "cifar10:$folder/cifar"
expect 3 'class' "$dnas" data inspect "folder:$folder/one"
expect 3 'nowhere' "$dnas" data inspect "idx:$folder/nowhere"

expect 3 'nowhere' "$dnas" run fairdarts --data "idx:$folder/nowhere" --project "$folder/a.dnas"
expect 2 'unknown data set .nonsense' "$dnas" run fairdarts --data nonsense --project "$folder/a.dnas"
ls "$folder"/a.dnas* >/dev/null 2>&1 && { echo "FAILED: a search that could not start left a project"; failures=$((failures + 1)); }

# Projects that are none.
echo "just text" >"$folder/text.dnas"
cp "$folder/text.dnas" "$folder/text.copy"
expect 3 'text.dnas' "$dnas" list "$folder/text.dnas"
expect 3 'text.dnas' "$dnas" run fairdarts --project "$folder/text.dnas" --preset quick
cmp -s "$folder/text.dnas" "$folder/text.copy" || { echo "FAILED: a file that is no project was changed"; failures=$((failures + 1)); }
expect 3 'missing.dnas' "$dnas" list "$folder/missing.dnas"
[ -e "$folder/missing.dnas" ] && { echo "FAILED: listing made a project"; failures=$((failures + 1)); }

# Architectures.
expect 0 'DARTS_V2 +DARTS' "$dnas" genotypes
expect 0 '"genotypes"' "$dnas" genotypes --json
expect 0 "^Genotype\(normal=\[\('sep_conv_3x3', 0\)" "$dnas" genotypes darts_v2
expect 0 '"method": "DARTOpti"' "$dnas" genotypes ResNet18 --json
expect 2 "'ResNet19'" "$dnas" genotypes ResNet19
expect 0 '^0\.0835$' "$dnas" distance ResNet18 ResNet50
expect 0 '^0\.0842$' "$dnas" distance ResNet18 Xception --weights repository
expect 0 '^0\.0000$' "$dnas" distance ResNet18 ResNet18_published
expect 0 'ResNet18_published: Cells 0, 2 do not reach' "$dnas" distance ResNet18 ResNet18_published --form aligned
expect 0 '"distance": 0\.25' "$dnas" distance ResNet18_cifar10_edge ResNet18_cifar100_edge --json
expect 0 '"matrix"' "$dnas" distance --matrix --json ResNet18 ResNet50 Xception
expect 0 '^ResNet50 +0\.0835 +0\.0000' "$dnas" distance --matrix ResNet18 ResNet50
expect 2 'between 2 genotypes; given are 3' "$dnas" distance ResNet18 ResNet50 Xception
expect 2 "weights of the distance 'even'" "$dnas" distance ResNet18 ResNet50 --weights even
printf '{"weights": {"conv_3x1_1x3": 80}}' >"$folder/some.json"
expect 3 'weights\.conv_7x1_1x7 is no number above 0' "$dnas" distance ResNet18 ResNet50 --weights "$folder/some.json"
expect 2 'one or two options; given are 0' "$dnas" sweep ddarts --set w01=1 --project "$folder/sweep.dnas"
expect 2 "'w01' is '-1'" "$dnas" sweep ddarts --set w01=1,-1 --project "$folder/sweep.dnas"
expect 2 'Position 12 is none of the proxy' "$dnas" operation-benchmark --positions 12 --project "$folder/ops.dnas"
expect 0 '^stop_stable_distance +5 +0 ' "$dnas" run dartopti --help
expect 0 '^w_ab +0\.5 +0\.5 ' "$dnas" run ddarts --help
expect 2 "form of the distance 'exact'" "$dnas" distance ResNet18 ResNet50 --form exact
expect 2 "no published one is called so, no such file" "$dnas" distance ResNet18 "$folder/missing.txt"
expect 3 'projector and predictor' "$dnas" distance ResNet18 NASiam_MoCo_cifar10_resnet50
"$dnas" genotypes FairDARTS_b >"$folder/genotype.txt"
expect 0 '^0\.0000$' "$dnas" distance "$folder/genotype.txt" FairDARTS_b --form aligned
expect 0 '\(3349342\)' "$dnas" network DARTS_V2
expect 0 '"parameters": 3349342,' "$dnas" network DARTS_V2 --json
expect 0 '"parameters": 4718752,' "$dnas" network DARTS_V2 --imagenet --json
expect 0 '"parameters": 3825768,' "$dnas" network DARTS_V2 --aux --json
expect 0 '"parameters": 1604602,' "$dnas" network D-DARTS_threshold_sparse_cifar10_0.85_50 --reductions 2,5 --json
expect 0 '"parameters": 6332752,' "$dnas" network D-DARTS_edge_abl0.5_fair7_cifar100 --cells 14 --depth-map published --classes 100 --json
expect 0 '"parameters": 13982154,' "$dnas" network ResNet18 --json
expect 0 '"parameters": 36318538,' "$dnas" network ResNet18_cifar10_sparse --json
expect 0 '"parameters": 53384072,' "$dnas" network ResNet18_cifar100_sparse --imagenet --json
expect 0 'Cells 0, 2 do not reach' "$dnas" network ResNet18_published
expect 0 'images of 28x28x1' "$dnas" network DARTS_V2 --input 28x28x1 --channels 16 --cells 8
expect 0 '^Parameters' "$dnas" network "$(cat "$folder/genotype.txt")"
expect 2 "input is '28'" "$dnas" network DARTS_V2 --input 28
expect 2 'set image_size=32' "$dnas" network DARTS_V2 --input 28x28 --aux
expect 2 'individual cells only' "$dnas" network DARTS_V2 --depth-map published
expect 2 "depth map 'deep'" "$dnas" network D-DARTS_edge_cifar10 --cells 14 --depth-map deep
expect 3 'cell 8; there are cells 0 to 7|names cell 8' "$dnas" network D-DARTS_edge_cifar10 --reductions 8
head -c 100 "$folder/genotype.txt" >"$folder/cut.txt"
expect 3 'cut.txt: line 1, column' "$dnas" network "$folder/cut.txt"

# Networks to train, to measure, to hand on.
expect 0 '^drop_path +0\.2 +0 +0 to 0\.95' "$dnas" train DARTS_V2 --help
expect 0 'baseline:resnet18' "$dnas" train --help
expect 2 'Give a network, or --from' "$dnas" train --project "$folder/a.dnas"
expect 2 'Known: baseline:resnet18' "$dnas" train baseline:resnet19 --project "$folder/a.dnas"
expect 2 "'drop_path' is '2'" "$dnas" train DARTS_V2 --project "$folder/a.dnas" --set drop_path=2
expect 2 "Unknown option 'drop'" "$dnas" train DARTS_V2 --project "$folder/a.dnas" --set drop=2
expect 2 'does not apply' "$dnas" train DARTS_V2 --project "$folder/a.dnas" --set arch_lr=1
expect 2 '--project FILE is missing' "$dnas" train DARTS_V2
expect 0 '"parameters": 11173962' "$dnas" latency baseline:resnet18 --batch 1 --seconds 0.01 --repeats 1 --json
expect 0 'sep_conv_5x5' "$dnas" latency --operations --channels 2 --side 8 --seconds 0.001 --json
expect 0 '"parameters": 25557032' "$dnas" network baseline:resnet50 --imagenet --json
expect 2 'no auxiliary head' "$dnas" network baseline:resnet50 --aux
expect 0 '"parameters": 4718752' "$dnas" latency DARTS_V2 --imagenet --batch 1 --warm-up 0 --seconds 0.001 --repeats 1 --json
expect 0 '"parameters": 13982154' "$dnas" latency ResNet18 --batch 1 --warm-up 0 --seconds 0.001 --repeats 1 --json
expect 0 '"parameters": 6332752' "$dnas" latency D-DARTS_edge_abl0.5_fair7_cifar100 --cells 14 --depth-map published --classes 100 --batch 1 --warm-up 0 --seconds 0.001 --repeats 1 --json
expect 0 '"input": ?\[1,28,28\]|28' "$dnas" latency DARTS_V2 --channels 2 --cells 3 --input 28x28x1 --batch 1 --seconds 0.001 --json
expect 2 'batch is 0; allowed: 1 to 4096' "$dnas" latency DARTS_V2 --batch 0
expect 2 'no auxiliary head' "$dnas" latency baseline:resnet18 --channels 4
expect 2 'or --operations' "$dnas" latency
expect 2 'or --operations' "$dnas" latency DARTS_V2 --operations

# References.
expect 0 'All items are met' "$dnas" verify "$source/tests/golden/fairdarts_c2_l3.safetensors"
expect 0 '"passed": true' "$dnas" verify --json "$source/tests/golden/derived_darts_v2_c2_l5.safetensors"
expect 0 'expect/logits_aux' "$dnas" verify "$source/tests/golden/derived_darts_v2_auxiliary.safetensors"
expect 3 'not supported yet' "$dnas" verify "$source/tests/golden/pcdarts_c8_l3.safetensors"
head -c 200 "$source/tests/golden/fairdarts_c2_l3.safetensors" >"$folder/cut.safetensors"
expect 3 'cut.safetensors' "$dnas" verify "$folder/cut.safetensors"

# Logs of other scripts.
cell="[('skip_connect', 0), ('sep_conv_3x3', 1)]"
line="genotype = Genotype(normal=$cell, normal_concat=range(2, 3), reduce=$cell, reduce_concat=range(2, 3))"
printf '05/01 12:00:00 PM epoch 0 lr 2.5e-02\n%s\nvalid_acc 46.9\n05/01 12:09:00 PM epoch 1 lr 2.5e-02\n%s\n' "$line" "$line" >"$folder/log.txt"
echo "no genotype here" >"$folder/empty.txt"
printf '\n%s\n' "genotype = Genotype(normal=[('conv', 0)])" >"$folder/bad.txt"
expect 0 '2 epochs imported' "$dnas" import "$folder/log.txt" --project "$folder/i.dnas"
expect 0 '"epochs": 2' "$dnas" import "$folder/log.txt" --project "$folder/i.dnas" --name twice --json
expect 0 'twice +imported .*46.9' "$dnas" list "$folder/i.dnas"
expect 0 '^Genotype\(' "$dnas" genotype "$folder/i.dnas" twice
expect 0 'sound' "$dnas" check "$folder/i.dnas"
expect 0 'share of random below' "$dnas" baseline "$folder/i.dnas" twice --count 20 --seed 4
expect 0 '"rank"' "$dnas" baseline "$folder/i.dnas" 1 --count 5 --json
expect 0 'Random cells +random' "$dnas" list "$folder/i.dnas"
expect 2 'not in range 1' "$dnas" baseline "$folder/i.dnas" twice --count 0
expect 3 'missing.dnas' "$dnas" baseline "$folder/missing.dnas" 1
expect 3 'empty.txt: no line holds a Genotype' "$dnas" import "$folder/empty.txt" --project "$folder/n.dnas"
expect 3 "bad.txt, line 2: column 30: unknown operation 'conv'" "$dnas" import "$folder/bad.txt" --project "$folder/n.dnas"
expect 3 'nolog.txt: this file cannot be read' "$dnas" import "$folder/nolog.txt" --project "$folder/n.dnas"
ls "$folder"/n.dnas* >/dev/null 2>&1 && { echo "FAILED: a log that is none left a project"; failures=$((failures + 1)); }

# A whole search on the default data, when it is there.
if [ -d /usr/share/datasets/fashion-mnist ]; then
    small=(--preset quick --set epochs=2 --set subset=64 --set batch=16 --set channels=2 --set cells=3 --set nodes=2)
    expect 0 '"status": "finished"' "$dnas" run fairdarts --project "$folder/p.dnas" --name tiny --json "${small[@]}"
    expect 0 'tiny' "$dnas" list "$folder/p.dnas"
    expect 0 '"experiments"' "$dnas" list "$folder/p.dnas" --json
    expect 0 'train loss' "$dnas" show "$folder/p.dnas" tiny
    expect 0 '"weights"' "$dnas" show "$folder/p.dnas" 1 --json --epoch 2
    expect 0 '^Genotype\(' "$dnas" genotype "$folder/p.dnas" tiny --parse darts
    expect 0 'digraph' "$dnas" genotype "$folder/p.dnas" 1 --format dot --parse darts
    expect 2 "No genotype is kept as 'best'" "$dnas" genotype "$folder/p.dnas" 1 --kept best
    expect 2 'kept' "$dnas" genotype "$folder/p.dnas" 1 --kept best --parse darts
    expect 0 '"kept": ?\[\]' "$dnas" show "$folder/p.dnas" 1 --json
    expect 0 '"form"' "$dnas" genotype "$folder/p.dnas" 1 --format json
    expect 0 '"form"' "$dnas" genotype "$folder/p.dnas" 1 --json
    expect 0 '"epoch": 2' "$dnas" show "$folder/p.dnas" 1 --json --epoch 2
    expect 0 '"name":"film-cell-normal"' "$dnas" export --figure help --json
    expect 2 'needs FILE and EXPERIMENT' "$dnas" export --figure curves
    expect 0 '"files":\[".*c.csv"\]' "$dnas" export "$folder/p.dnas" 1 --figure curves --out "$folder/c.csv" --json
    expect 2 'stored are 1 to 2' "$dnas" export "$folder/p.dnas" 1 --epoch 9 --figure curves --out "$folder/c.svg"
    expect 2 'not in range 1' "$dnas" show "$folder/p.dnas" 1 --epoch 0
    expect 2 'epochs 1 to 2' "$dnas" show "$folder/p.dnas" 1 --epoch 9
    expect 2 "no experiment 'other'.*" "$dnas" show "$folder/p.dnas" other
    expect 2 'nothing to resume' "$dnas" resume "$folder/p.dnas" 1
    expect 0 'sound' "$dnas" check "$folder/p.dnas"
    expect 3 'NaN|infinite' "$dnas" run darts-first --project "$folder/d.dnas" "${small[@]}" --set lr=100 --set lr_min=100 --set weight_decay=1 --set momentum=0 --set epochs=30
    expect 0 'diverged' "$dnas" list "$folder/d.dnas"

    # What the search found, trained as its child, evaluated and exported.
    small_training=(--preset quick --set epochs=2 --set subset=64 --set batch=16 --set width=2 --set depth=3)
    expect 0 '"status": "finished"' "$dnas" train --from "$folder/p.dnas" tiny --parse darts --name trained --json "${small_training[@]}"
    expect 0 'trained +retrain' "$dnas" list "$folder/p.dnas"
    expect 0 '"parent": 1' "$dnas" list "$folder/p.dnas" --json
    expect 0 'valid top-1' "$dnas" show "$folder/p.dnas" trained
    expect 0 '"network"' "$dnas" show "$folder/p.dnas" trained --json
    expect 0 'top-1 ' "$dnas" evaluate "$folder/p.dnas" trained --worst 2
    expect 0 '"confusion"' "$dnas" evaluate "$folder/p.dnas" trained --weights last --json
    expect 2 'it trained no network' "$dnas" evaluate "$folder/p.dnas" tiny
    expect 0 'derived, weights of the supernet' "$dnas" gap "$folder/p.dnas" tiny --parse darts --batches 2
    expect 0 '"retrained":' "$dnas" gap "$folder/p.dnas" tiny --parse darts --batches 2 --part validation --json
    expect 2 'is no search of cells' "$dnas" gap "$folder/p.dnas" trained
    expect 0 'images/s' "$dnas" latency --from "$folder/p.dnas" trained --batch 1 --repeats 1 --seconds 0.01
    expect 2 'no experiment' "$dnas" latency --from "$folder/p.dnas" nobody
    expect 2 'is a training: it has no alpha' "$dnas" train --from "$folder/p.dnas" trained
    expect 2 'nothing to resume' "$dnas" resume "$folder/p.dnas" trained
    for format in safetensors onnx py; do
        expect 0 'best weights' "$dnas" export-weights "$folder/p.dnas" trained --out "$folder/w.$format"
    done
    expect 2 'must be .safetensors' "$dnas" export-weights "$folder/p.dnas" trained --out "$folder/w.pt"
    expect 0 'w.safetensors on' "$dnas" evaluate "$folder/p.dnas" trained --weights "$folder/w.safetensors" --worst 0
    expect 0 'latency_1 .* ms ' "$dnas" show "$folder/p.dnas" trained
    expect 0 '"name": ?"latency_1"' "$dnas" show "$folder/p.dnas" trained --json

    # Weights that belong to no project.
    genotype=$("$dnas" genotype "$folder/p.dnas" tiny --parse darts)
    file_network=(--network "$genotype" --preset quick --set width=2 --set depth=3 --weights "$folder/w.safetensors")
    expect 0 'w.safetensors on 10000 images of fashion-mnist' "$dnas" evaluate "${file_network[@]}" --worst 0
    top1=$(grep -o 'top-1 [0-9.]* %' "$folder/out")
    expect 0 "$top1" "$dnas" evaluate "$folder/p.dnas" trained --worst 0
    expect 0 'ONNX' "$dnas" export-weights "${file_network[@]}" --out "$folder/o.onnx"
    expect 0 'safetensors' "$dnas" export-weights "${file_network[@]}" --out "$folder/o.safetensors"
    cmp -s "$folder/w.safetensors" "$folder/o.safetensors" || { head -c 2000 "$folder/o.safetensors" | grep -q '"images"' || { echo "FAILED: what images it takes went lost"; failures=$((failures + 1)); }; }
    expect 2 'of another network' "$dnas" evaluate --network FairDARTS_a --preset quick --weights "$folder/w.safetensors"
    expect 2 'network needs --weights FILE' "$dnas" evaluate --network FairDARTS_a
    expect 2 'Give FILE EXPERIMENT, or --network' "$dnas" evaluate "$folder/p.dnas"
    expect 2 'not both' "$dnas" evaluate "$folder/p.dnas" trained "${file_network[@]}"

    # The head of a preset is left out where the images cannot carry it; one that was asked for is refused with a remedy.
    small_paper=(--set epochs=1 --set subset=32 --set batch=16 --set width=2 --set depth=3 --set holdout=0.1)
    expect 0 'auxiliary head is left out.*7x7' "$dnas" train DARTS_V2 --project "$folder/paper.dnas" "${small_paper[@]}"
    expect 2 'set image_size=32' "$dnas" train DARTS_V2 --project "$folder/paper.dnas" "${small_paper[@]}" --set auxiliary=true
    # The child of a search sees the images of its search, so that both compare.
    expect 0 '"status": "finished"' "$dnas" run fairdarts --project "$folder/p.dnas" --name resized --json "${small[@]}" --set image_size=32
    expect 0 '"status": "finished"' "$dnas" train --from "$folder/p.dnas" resized --parse darts --name child --json "${small_training[@]}"
    expect 0 '"image_size": 32' "$dnas" show "$folder/p.dnas" child --json
    expect 0 'retrained: child' "$dnas" gap "$folder/p.dnas" resized --parse darts --batches 2 --part validation
    expect 3 'Missing: .*Not in the network: ' "$dnas" evaluate "$folder/p.dnas" trained --weights "$source/tests/golden/state_dict.pth"
    head -c 900 "$source/tests/golden/state_dict.pth" >"$folder/cut.pth"
    expect 3 'cut.pth: has no directory' "$dnas" evaluate "$folder/p.dnas" trained --weights "$folder/cut.pth"

    # An interrupt ends a search in order: what was learnt is kept and can be resumed.
    for signal in INT TERM; do
        "$dnas" run fairdarts --project "$folder/$signal.dnas" --json "${small[@]}" --set epochs=200 >"$folder/out" 2>"$folder/log" &
        pid=$!
        for _ in $(seq 600); do grep -q 'info: epoch 2 ' "$folder/log" && break; sleep 0.1; done
        kill -$signal $pid
        wait $pid
        code=$?
        { [ $code -eq 0 ] && grep -q '"status": "stopped"' "$folder/out"; } || { echo "FAILED: SIG$signal -> exit $code"; cat "$folder/out"; failures=$((failures + 1)); }
        expect 0 '"status": "stopped"' "$dnas" list "$folder/$signal.dnas" --json
        expect 0 'sound' "$dnas" check "$folder/$signal.dnas"
    done
fi

[ $failures -eq 0 ] && echo "all answers are as documented"
exit $((failures > 0))
