#!/bin/sh
# Prints how often Dutch words are used, as "word<TAB>Zipf value": the list of wordfreq (Robyn Speer; CC BY-SA 4.0), from
# PyPI. `make dictionary` takes from it how familiar words are that could be compounds, and how
# common lemmas are.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet wordfreq==3.1.1
"$work/python/bin/python" - <<'PYTHON'
from wordfreq import freq_to_zipf, get_frequency_dict

for word, frequency in sorted(get_frequency_dict("nl", "large").items()):
    print(f"{word}\t{freq_to_zipf(frequency):.2f}")
PYTHON
