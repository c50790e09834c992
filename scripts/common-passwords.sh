#!/usr/bin/env bash
# Makes the list of common passwords that the program refuses (src/accounts/passwords/common.txt.gz) from the npm package
# @zxcvbn-ts/language-common, whose licence (MIT) goes with it. Run it to take a newer list; the result is committed.
set -euo pipefail
cd "$(dirname "$0")/.."
package=@zxcvbn-ts/language-common@4.1.3
target=src/accounts/passwords
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" "$package" >/dev/null
tar -xzf "$work"/*.tgz -C "$work"
node -e '
  const list = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  const words = list.map((word) => word.toLowerCase()).filter((word) => word.length >= 4);
  process.stdout.write(words.join("\n") + "\n");
' "$work/package/src/passwords.json" | LC_ALL=C sort -u | gzip -9n > "$target/common.txt.gz"
cp "$work/package/LICENSE.txt" "$target/LICENSE-common.txt"
echo "$(gzip -dc "$target/common.txt.gz" | wc -l) passwords in $target/common.txt.gz ($(stat -c %s "$target/common.txt.gz") bytes)"
