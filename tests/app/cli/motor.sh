#!/usr/bin/env bash
# dnas motor from the simulation to the exported controller code, and how it fails.
# Usage: motor.sh DNAS
set -uo pipefail
dnas=$1
. "$(dirname "$0")/expect.sh"

small="--duration 0.3 --samples 600 --searches 1 --depth-epochs 6 --activation-epochs 3 --training-epochs 20 --width 6"
p=$folder/m.dnas

expect 0 'simulate' "$dnas" motor --help
expect 0 '^time_s,i_d_A,i_q_A,v_d_V,v_q_V,omega_e_rad_s' "$dnas" motor simulate --duration 0.01
expect 0 '"electrical_J"' "$dnas" motor simulate --excite --duration 0.3 --json -o "$folder/bench.csv"
printf 'time_s,v_d_V,v_q_V,load_Nm\n0,5,0,0\n0.01,0,5,0\n' >"$folder/profile.csv"
expect 0 '201 samples' "$dnas" motor simulate --duration 0.02 --profile "$folder/profile.csv" -o "$folder/s.csv"
expect 0 '"status": "finished"' "$dnas" motor search --project "$p" --seed 3 $small --json
expect 0 'searched .*mVs|baseline' "$dnas" motor evaluate "$p" 1
expect 0 '"rmse_Vs"' "$dnas" motor evaluate "$p" 1 --json --grid 11
expect 0 '"linear"' "$dnas" motor control "$p" 1 --duration 0.2 --json -o "$folder/torque.csv"
expect 0 '^time_s,wanted_Nm,searched_Nm' head -1 "$folder/torque.csv"
expect 0 'Wrote' "$dnas" motor export "$p" 1 -o "$folder/flux.h"
expect 0 'static inline void motor_flux' cat "$folder/flux.h"
expect 0 'Wrote' "$dnas" motor export "$p" 1 --format safetensors --network baseline -o "$folder/flux.safetensors"
expect 0 '"method": "pmsm"' "$dnas" list "$p" --json
expect 0 '"depth"' "$dnas" show "$p" 1 --json
expect 0 'finished' "$dnas" motor search --project "$p" --series "$folder/bench.csv" $small
expect 2 '--project FILE is missing' "$dnas" motor search
expect 2 "no name for a C function" "$dnas" motor export "$p" 1 --function 1x -o "$folder/x.h"
expect 0 'Wrote' "$dnas" motor export "$p" 1 --format onnx -o "$folder/flux.onnx"
expect 0 'psi_Vs' cat "$folder/flux.onnx"
expect 2 'allowed: c, onnx, safetensors, json' "$dnas" motor export "$p" 1 --format onxx -o "$folder/x"
expect 0 '"status": "finished"' "$dnas" run pmsm --preset quick --data "motor:series:$folder/bench.csv" --set searches=1 --set depth_epochs=4 --set activation_epochs=2 --set training_epochs=10 --set selection_epochs=2 --project "$p" --json
expect 2 "does not learn from 'fashion-mnist'" "$dnas" run pmsm --data fashion-mnist --project "$p"
expect 2 "does not learn from 'motor:linear'" "$dnas" run darts --data motor:linear --project "$p"
expect 2 'width is 0' "$dnas" motor search --project "$p" --width 0
expect 3 'stands still' "$dnas" motor search --project "$folder/none.dnas" --speed 0 $small
expect 3 'nowhere.csv: no such file' "$dnas" motor search --project "$folder/none.dnas" --flux nowhere.csv
expect 1 'none.dnas' sh -c "ls '$folder' | grep none.dnas || { echo no none.dnas; exit 1; }"
printf 'i_d_mA,i_q_A,psi_d_Vs,psi_q_Vs\n1,1,1,1\n' >"$folder/map.csv"
expect 3 "'i_d_mA' is in mA" "$dnas" motor simulate --flux "$folder/map.csv"

[ $failures -eq 0 ] && echo "all answers as documented"
exit $((failures > 0))
