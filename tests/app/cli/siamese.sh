#!/usr/bin/env bash
# Learning without labels from the command line: search, pretraining, probe, fine-tuning, retrieval, and what is refused.
# Usage: siamese.sh DNAS
set -uo pipefail
dnas=$1
. "$(dirname "$0")/expect.sh"

# Two classes of 8x8 images, bright left or bright right.
image() { # FILE LEFT RIGHT
    mkdir -p "$(dirname "$1")"
    { printf 'P5\n8 8\n255\n'; for row in 1 2 3 4 5 6 7 8; do printf "\\x$2\\x$2\\x$2\\x$2\\x$3\\x$3\\x$3\\x$3"; done; } >"$1"
}
for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do
    image "$folder/images/left/$i.pgm" "c$i" "2$i"
    image "$folder/images/right/$i.pgm" "2$i" "c$i"
done
p="$folder/p.dnas"
small=(--preset quick --threads 1 --seed 2)
tiny=(--set image_size=8 --set subset=0 --set batch=8 --set epochs=2 --set backbone_width=4 --set output=8 --set neighbours=3)

# One method a framework, each with its options.
expect 0 '^queue ' "$dnas" run nasiam-moco --help
expect 0 '^predictor_layers ' "$dnas" run nasiam-byol --help
expect 0 '^backbone .*cells: a published' "$dnas" run nasiam-simclr --help
for framework in simsiam simclr moco byol; do
    more=(); case $framework in simsiam | byol) more=(--set predictor_layers=2 --set predictor_width=6) ;; moco) more=(--set queue=20) ;; esac
    expect 0 'finished' "$dnas" run nasiam-$framework --data "folder:$folder/images" --project "$p" --name $framework "${small[@]}" "${tiny[@]}" --set encoder_layers=2 "${more[@]}"
    expect 0 'finished' "$dnas" pretrain --from "$p" $framework --name "pretrained $framework" "${small[@]}"
done
expect 0 'Genotype\(encoder=' "$dnas" genotype "$p" simsiam
expect 0 'finished' "$dnas" pretrain --from "$p" simsiam --heads handcrafted "${small[@]}" --set epochs=1
expect 0 'finished' "$dnas" pretrain --from "$p" simsiam --heads random --name chance "${small[@]}" --set epochs=1
expect 0 'finished' "$dnas" probe "$p" 'pretrained simsiam' --name probe "${small[@]}" --set epochs=3 --set batch=8
expect 0 'finished' "$dnas" probe "$p" 'pretrained simsiam' --random --name 'random probe' "${small[@]}" --set epochs=3 --set batch=8
expect 0 'finished' "$dnas" finetune "$p" 'pretrained simsiam' --name tuned "${small[@]}" --set epochs=2 --set batch=8 --set crop=false --set flip=false
expect 0 '"parent": 1' "$dnas" list "$p" --json
expect 0 'finetune of ' "$dnas" show "$p" tuned

# A derived network as the backbone.
expect 0 'finished' "$dnas" run nasiam-simclr --data "folder:$folder/images" --project "$p" --name cells "${small[@]}" "${tiny[@]}" --set epochs=1 \
    --set backbone=DARTS_V2 --set backbone_cells=3

# Retrieval, with unreadable files among good ones.
echo 'no image' >"$folder/images/left/broken.png"
index="$folder/index.safetensors"
for encoder in 'pretrained simsiam' tuned cells; do
    expect 0 'left out: left/broken.png' "$dnas" retrieve index "$p" "$encoder" "$folder/images" --out "$index"
done
expect 0 '32 images.*1 left out' "$dnas" retrieve index "$p" 'pretrained simsiam' "$folder/images" --out "$index"
expect 0 '32 of 32 images in ' "$dnas" retrieve query "$p" "$index" "$folder/images/left/3.pgm"
expect 0 '^ +1\.0000 +left/3\.pgm' "$dnas" retrieve query "$p" "$index" "$folder/images/left/3.pgm" --limit 1
expect 0 '"found": 0' "$dnas" retrieve query "$p" "$index" "$folder/images/left/3.pgm" --threshold 1 --json
expect 0 'mean average precision [0-9.]+ %.*32 queries among 32' "$dnas" retrieve evaluate "$index"
expect 0 '"mean_average_precision": ' "$dnas" retrieve evaluate "$index" --json
expect 0 'pixels' "$dnas" retrieve index "$p" 'pretrained simsiam' "$folder/images" --encoder pixels --out "$index"
expect 0 'random weights of seed 5' "$dnas" retrieve index "$p" 'pretrained simsiam' "$folder/images" --encoder random --seed 5 --out "$index"
rm "$folder/images/left/broken.png"
expect 0 '"images": 32' "$dnas" retrieve index "$p" 'pretrained simsiam' "folder:$folder/images" --out "$index" --json

# A trained network is an encoder, too.
expect 0 'finished' "$dnas" train DARTS_V2 --data "folder:$folder/images" --project "$p" --name trained "${small[@]}" --set epochs=1 --set batch=8 \
    --set subset=0 --set image_size=8 --set depth=3 --set width=4 --set holdout=0.25 --set auxiliary=false
expect 0 "'trained', best weights" "$dnas" retrieve index "$p" trained "$folder/images" --out "$index"

# What is refused.
expect 2 "allowed: a whole number, 2 to 4096" "$dnas" run nasiam-simsiam --data "folder:$folder/images" --project "$p" --set batch=1
expect 2 "'vgg'" "$dnas" run nasiam-simsiam --project "$p" --set backbone=vgg
expect 2 'chains is no backbone' "$dnas" run nasiam-simsiam --project "$p" --set backbone=NASiam_MoCo_cifar10_resnet50
expect 2 'has 1 image; learning without labels compares at least 2' "$dnas" pretrain nasiam-simsiam --data "folder:$folder/images" --project "$p" "${small[@]}" "${tiny[@]}" --set subset=1
expect 2 'searches no siamese heads' "$dnas" pretrain fairdarts --project "$p"
expect 2 'Only a pretraining can be probed or fine-tuned' "$dnas" probe "$p" simsiam
expect 2 'Only a pretraining can be probed or fine-tuned' "$dnas" finetune "$p" simsiam
expect 2 'holds no encoder' "$dnas" retrieve index "$p" probe "$folder/images" --out "$index"
mkdir -p "$folder/one" "$folder/none"
image "$folder/one/only.pgm" c0 20
expect 0 '1 images' "$dnas" retrieve index "$p" 'pretrained simsiam' "$folder/one" --out "$folder/one.safetensors"
expect 2 'no image with a partner' "$dnas" retrieve evaluate "$folder/one.safetensors"
expect 3 'holds no image' "$dnas" retrieve index "$p" 'pretrained simsiam' "$folder/none" --out "$index"
echo 'no image' >"$folder/none/broken.png"
expect 3 'none of its 1 images can be read' "$dnas" retrieve index "$p" 'pretrained simsiam' "$folder/none" --out "$index"
expect 3 'nowhere' "$dnas" retrieve index "$p" 'pretrained simsiam' "$folder/nowhere" --out "$index"
expect 3 'only.pgm' "$dnas" retrieve evaluate "$folder/one/only.pgm"
expect 2 '--threshold' "$dnas" retrieve query "$p" "$index" "$folder/one/only.pgm" --threshold 2

[ $failures -eq 0 ]
