# `make help` says what there is. Every target works without a terminal and from a fresh clone.

.DEFAULT_GOAL := help
.PHONY: help run test check fmt frontend demo e2e fuzz bench eval-search dictionary screenshots schema deny clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## /{ printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build everything, fill an empty database with the demo network, serve on http://127.0.0.1:8080
	@scripts/run.sh

test: ## Everything that must pass: checks and tests of both halves, on SQLite and PostgreSQL, and in a browser
	@scripts/test.sh

check: ## The fast part of it: formatting, clippy, types
	@scripts/check.sh

fmt: ## Format the Rust code
	@cargo fmt --all

frontend: ## Build the frontend into frontend/dist, which the program embeds
	@scripts/frontend.sh

demo: ## Fill an empty database (data/, or BDG_DATABASE_URL) with the demo network
	@cargo run --locked --quiet -- demo --if-empty

e2e: ## Walk through the program in a browser, on a demo network of its own
	@scripts/frontend.sh
	@cargo build --locked
	@npm --prefix frontend run e2e

fuzz: ## Feed the API, Markdown, imports, cursors and ids with hostile input, FUZZ_SECONDS (60) each; finds are printed
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-60} cargo test --locked -p bigdatagemeenten --test it fuzz:: -- --nocapture --test-threads 1

bench: ## Measure the optimised program on 10,000 and 100,000 pilots (docs/performance.md)
	@scripts/bench.sh

eval-search: ## Measure how well search finds, on the open sets of questions (docs/search.md)
	@cargo run --locked --release --quiet --example relevance -- $(or $(EVAL_SETS),../shared/data/relevance) $(EVAL_RUNS)

dictionary: ## Build the dictionary of the Dutch analysis anew, from Debian's hunspell-nl and wdutch
	@scripts/frequencies.sh > target/frequencies.tsv
	@cargo run --locked --quiet --example dictionary -- $(or $(HUNSPELL),/usr/share/hunspell) \
		$(or $(WORDS),/usr/share/dict/dutch) target/frequencies.tsv migrations/data/municipalities.csv src/search/analysis

screenshots: ## Take the pictures of the README again
	@scripts/frontend.sh
	@cargo build --locked
	@scripts/with-demo.sh node scripts/screenshots.mjs

schema: ## Write schema.graphql, the contract of the API, from the code
	@cargo run --locked --quiet -- schema > schema.graphql.new
	@mv schema.graphql.new schema.graphql

deny: ## Check the licences, sources and known faults of all crates (deny.toml)
	@cargo deny --version >/dev/null 2>&1 || { echo "cargo-deny is missing: cargo install --locked cargo-deny" >&2; exit 1; }
	@cargo deny check

clean: ## Remove what was built; data/ stays
	@cargo clean
	@rm -rf frontend/dist frontend/node_modules frontend/test-results frontend/src/graphql/generated
