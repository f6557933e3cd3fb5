#!/usr/bin/env bash
# dnas vit and dnas prune from the description of a network to the pruned file, and how they fail.
# Usage: vit.sh DNAS
set -uo pipefail
dnas=$1
. "$(dirname "$0")/expect.sh"

p=$folder/v.dnas
vit=preset:vit_mini_patch4_32

expect 0 'All tensors fit' "$dnas" vit info "$vit"
expect 0 '"parameters": 86567656' "$dnas" vit info preset:vit_base_patch16_224 --json
expect 2 'Known after preset' "$dnas" vit info preset:none
expect 3 'no such file' "$dnas" vit info "$folder/none.safetensors"
expect 0 '"status": "finished"' "$dnas" prune "$vit" --project "$p" --iterations 4 --warm-start 2 --seed 3 --json
expect 0 '"method": "dario"' "$dnas" list "$p" --json
expect 0 '"blocks"' "$dnas" show "$p" 1 --json
expect 0 'safetensors' "$dnas" prune apply "$p" 1 --threshold 0.5 --out "$folder/pruned.safetensors"
expect 0 'All tensors fit' "$dnas" vit info "$folder/pruned.safetensors"
expect 0 '"after": 0' "$dnas" prune apply "$p" 1 --threshold 1.1 --out "$folder/none.safetensors" --json
expect 0 'All tensors fit' "$dnas" vit info "$folder/none.safetensors"
expect 0 '"before": 4' "$dnas" prune apply "$p" 1 --raw --threshold -50 --out "$folder/mask.json" --json
expect 0 'ONNX' "$dnas" prune apply "$p" 1 --threshold 0.5 --out "$folder/pruned.onnx"
expect 0 '"heads"' cat "$folder/mask.json"
expect 2 'allowed: .safetensors, .onnx, .json' "$dnas" prune apply "$p" 1 --out "$folder/pruned.gguf"
expect 0 'L0 \+ L1 .*maximised' "$dnas" prune "$vit" --project "$p" --granularity both --proxy l0-l1 --iterations 2 --warm-start 0 --runs 2
expect 0 'means of 2 runs with 95 % intervals' "$dnas" show "$p" 2
expect 0 'followed its surrogate' "$dnas" show "$p" 2
expect 0 '^ +[0-9]+ +run 1 +[0-9.e-]+ +[0-9.e-]+ +[0-9.e-]+ +[0-4] ' "$dnas" show "$p" 1
expect 0 '"interval": [0-9]' "$dnas" prune "$vit" --project "$p" --iterations 2 --runs 3 --json
expect 0 'Differentiable search .* random search .* unpruned' "$dnas" show "$p" 3
# Which run and which iteration: the best and its end, unless something else is asked for.
expect 0 'Gates of run [123], best of 3' "$dnas" prune apply "$p" 3 --out "$folder/mask.json"
expect 0 '"chosen": "run 2 of 3"' "$dnas" prune apply "$p" 3 --run 2 --out "$folder/mask.json" --json
expect 0 'run 2, iteration 3 of 6' "$dnas" prune apply "$p" 3 --epoch 3 --out "$folder/mask.json"
expect 2 'has runs 1 to 3' "$dnas" prune apply "$p" 3 --run 4 --out "$folder/mask.json"
expect 2 'has iterations 1 to 6' "$dnas" prune apply "$p" 3 --epoch 7 --out "$folder/mask.json"
expect 2 '\-\-epoch excludes --run|--run excludes --epoch' "$dnas" prune apply "$p" 3 --run 1 --epoch 1 --out "$folder/mask.json"
expect 2 'threshold is nan; allowed: a finite number' "$dnas" prune apply "$p" 1 --threshold nan --out "$folder/mask.json"
# A preset's weights are those of its seed.
"$dnas" prune apply "$p" 1 --threshold 0 --out "$folder/seed3.safetensors" >/dev/null
"$dnas" prune apply "$p" 3 --threshold 0 --out "$folder/seed2.safetensors" >/dev/null
if cmp -s "$folder/seed3.safetensors" "$folder/seed2.safetensors"; then echo "FAILED: presets of two seeds are the same network"; failures=$((failures + 1)); fi
# Paths as they were given somewhere else.
(cd "$folder" && "$dnas" prune pruned.safetensors --project r.dnas --iterations 2 --warm-start 1 >/dev/null 2>&1)
expect 0 'safetensors' "$dnas" prune apply "$folder/r.dnas" 1 --out "$folder/rest.safetensors"
expect 0 "\"model\": \"$folder/pruned.safetensors\"" "$dnas" show "$folder/r.dnas" 1 --json
# Options of presets.
expect 0 '"num_classes": "7"' "$dnas" vit info "$vit" --set num_classes=7 --json
expect 2 'Of a preset can be set: image_size' "$dnas" prune "$vit" --project "$p" --set depth=2
expect 2 'device' "$dnas" prune "$vit" --project "$p" --device abacus
expect 0 '"ratio"' "$dnas" vit throughput "$vit" --drop 1,2 --batch 1 --repeats 2 --device cpu --json
expect 2 'allowed: 0 to 3' "$dnas" vit throughput "$vit" --drop 4
expect 2 'inner_step is 0' "$dnas" prune "$vit" --project "$p" --inner-step 0
expect 2 'There is no proxy' "$dnas" prune "$vit" --project "$folder/new.dnas" --proxy entropy
expect 2 '--project FILE is missing' "$dnas" prune "$vit"
expect 2 'Give a vision transformer' "$dnas" prune
expect 2 'no option' "$dnas" vit info "$folder/pruned.safetensors" --set num_head=3
expect 2 'is no KEY=VALUE' "$dnas" vit info "$folder/pruned.safetensors" --set heads
# A training, its weights out of the project, the pruned network against the whole one, and the proxies.
mkdir -p "$folder/images/"{a,b}
python3 - "$folder/images" <<'PYTHON' 2>/dev/null || { [ $failures -eq 0 ]; exit; }
import random, struct, sys, zlib
def png(path, shade):
    rows = b"".join(b"\0" + bytes(min(255, shade + random.randrange(60)) for _ in range(24)) for _ in range(8))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    open(path, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
for i in range(20):
    png(f"{sys.argv[1]}/a/{i}.png", 20), png(f"{sys.argv[1]}/b/{i}.png", 160)
PYTHON
w=$folder/w.dnas
data=folder:$folder/images
expect 0 '"top1"' "$dnas" vit train "$vit" --project "$w" --data "$data" --image-size 16 --epochs 2 --batch 8 --out "$folder/trained.safetensors" --json
expect 0 'All tensors fit' "$dnas" vit info "$folder/trained.safetensors"
expect 0 'embed_dim       64' "$dnas" vit info "$w#1"
expect 0 'last weights, of epoch 2 on 40 images' "$dnas" evaluate "$w" 1 --part train
expect 0 '"confusion"' "$dnas" evaluate "$w" 1 --part train --json
expect 2 "The part 'validation' is unknown" "$dnas" evaluate "$w" 1 --part validation
expect 2 "weights is 'rubbish'" "$dnas" evaluate "$w" 1 --weights rubbish
expect 0 'ONNX, opset 17' "$dnas" export-weights "$w" 1 --out "$folder/trained.onnx"
grep -aq blocks.0 "$folder/trained.onnx" || { echo "FAILED: no tensors in the ONNX file"; failures=$((failures + 1)); }
expect 0 'safetensors, last weights' "$dnas" export-weights "$w" 1 --weights last --out "$folder/again.safetensors"
cmp -s "$folder/trained.safetensors" "$folder/again.safetensors" || { echo "FAILED: other weights than those of the training"; failures=$((failures + 1)); }
expect 2 "weights is 'rubbish'" "$dnas" export-weights "$w" 1 --weights rubbish --out "$folder/no.onnx"
expect 2 'written as .safetensors or .onnx' "$dnas" export-weights "$w" 1 --out "$folder/no.py"
expect 0 '"status": "finished"' "$dnas" prune "$w#1" --project "$w" --iterations 2 --warm-start 1 --device cpu --json
expect 0 '"improvement"' "$dnas" prune tune "$w" 2 --threshold 0.5 --data "$data" --runs 2 --epochs 1 --batch 8 --json
expect 0 'improvement, points' "$dnas" vit results "$w" 3
expect 2 'is given twice' "$dnas" prune tune "$w" 2 --data "$data" --data "$data/."
mkdir -p "$folder/other" && cp -r "$folder/images" "$folder/other/images"
(cd "$folder" && "$dnas" prune tune w.dnas 2 --threshold 0.5 --data folder:images --data folder:other/images --runs 1 --epochs 1 --batch 8 --tune-whole head >/dev/null 2>&1)
expect 0 "\"data\": \"folder:$folder/other/images\"" "$dnas" vit results "$w" 4 --json
expect 0 '"device": "cpu"' "$dnas" show "$w" 2 --json
expect 0 '"spearman"' "$dnas" prune correlate "$w#1" --project "$w" --data "$data" --samples 4 --epochs 1 --batch 8 --json
expect 0 "Spearman's rho" "$dnas" vit results "$w" 5
expect 0 '"samples": 4' "$dnas" vit results "$w" 5 --json
expect 2 'is no training: it keeps no network' "$dnas" evaluate "$w" 3
expect 2 'is no training, comparison or study' "$dnas" vit results "$w" 2
expect 2 'keeps no weights yet' "$dnas" vit info "$w#2"
expect 2 'There is no part' "$dnas" vit train "$vit" --project "$w" --data "$data" --tune tail
expect 2 '\-\-image-size is of presets' "$dnas" vit train "$folder/trained.safetensors" --project "$w" --data "$data" --image-size 8
expect 2 'is no pruning' "$dnas" prune tune "$w" 1 --data "$data"
[ ! -e "$folder/new.dnas" ] || { echo "FAILED: a search that could not start left a project"; failures=$((failures + 1)); }
[ $failures -eq 0 ]
