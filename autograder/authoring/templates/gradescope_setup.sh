#!/usr/bin/env bash
# Run once by Gradescope, when it builds the image: installs what grading needs.
set -e
root="${AUTOGRADER_ROOT:-/autograder}"
apt-get update
apt-get install -y bubblewrap software-properties-common
if ! apt-get install -y python3.12 python3.12-venv; then
    add-apt-repository -y ppa:deadsnakes/ppa
    apt-get install -y python3.12 python3.12-venv
fi
python3.12 -m venv "$root/venv"
"$root/venv/bin/pip" install --no-cache-dir "$root/source"
