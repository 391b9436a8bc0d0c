# The guide's commands, as thin wrappers around ./pants.
# Arguments reach the shell as environment variables, and make as they were written, so that no value is ever read as a
# command.

.DEFAULT_GOAL := help
override M := $(value M)
override ENV := $(value ENV)
override CONFIRM := $(value CONFIRM)
override B := $(value B)
export M ENV CONFIRM B

# $(call need,VARIABLE,example)
need = test -n "$$$(1)" || { echo "make $@: $(1) is missing" >&2; echo "Write: make $@ $(2)" >&2; exit 2; }
# Whoever repeats the name of the environment has confirmed: `--yes` for one that has `requires_confirmation`.
confirm = test -z "$$CONFIRM" || test "$$CONFIRM" = "$$ENV" || \
	{ printf '%s\n' "make $@: CONFIRM=$$CONFIRM is not ENV=$$ENV; nothing was done." \
	"Write the same name twice to confirm: make $@ M=orders ENV=prod CONFIRM=prod" >&2; exit 2; }
# Those of a resolve are unknown words to Pants.
known = test -z "$$M" || test -e "modules/$$M" || \
	{ printf '%s\n' "make $@: there is no module modules/$$M." "Write: make $@ $(1)" >&2; exit 2; }

.PHONY: help
help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: new-module
new-module: ## Make a module: M=orders
	@$(call need,M,M=orders)
	@./pants new-module --name="$$M"

.PHONY: gh-new-module-pr
gh-new-module-pr: ## Make a module on a branch, and open a pull request: M=orders, and B= for another branch
	@$(call need,M,M=orders)
	@build-support/new-module-pr "$$M" "$$B"

.PHONY: locks
locks: ## Regenerate the lockfiles: all, or those of a module: M=orders
	@$(call known,M=orders)
	@set -- $$(awk -F' *=' 'index($$1, ENVIRON["M"] "_") == 1 && substr($$1, length(ENVIRON["M"]) + 2) ~ /^[a-z]+$$/ \
	{ print "--resolve=" $$1 }' pants.toml); \
	test -z "$$M" || test $$# != 0 || { printf '%s\n' "make $@: $$M has no resolves of its own in pants.toml." \
	"Regenerate those that it uses: make $@" >&2; exit 2; }; \
	./pants generate-lockfiles $${M:+"$$@"}

.PHONY: dev
dev: ## Serve a module with hot reload, on its own port: M=orders
	@$(call need,M,M=orders)
	@$(call known,M=orders)
	@exec python3 build-support/dev.py "$$M"

.PHONY: up
up: ## Bring a module up in containers, with its PostgreSQL and Redis: M=orders
	@$(call need,M,M=orders)
	@$(call known,M=orders)
	@./pants --tag=-image package modules::
	@if docker compose version >/dev/null 2>&1; then exec docker compose up --build --wait "$$M"; \
	else exec docker-compose up --build --detach "$$M"; fi

.PHONY: lint
lint: ## Check the whole repository
	@./pants lint ::

.PHONY: stack-up
stack-up: ## Deploy a module: M=orders ENV=test, and CONFIRM=test where that is required
	@$(call need,M,M=orders ENV=test)
	@$(call need,ENV,M=orders ENV=test)
	@$(confirm)
	@./pants deploy $${CONFIRM:+--yes} --env="$$ENV" "modules/$$M"

.PHONY: stack-preview
stack-preview: ## Show what a deploy would change: M=orders ENV=test
	@$(call need,M,M=orders ENV=test)
	@$(call need,ENV,M=orders ENV=test)
	@./pants deploy --preview --env="$$ENV" "modules/$$M"

.PHONY: stack-destroy
stack-destroy: ## Take a module down: M=orders ENV=test, and CONFIRM=test where that is required
	@$(call need,M,M=orders ENV=test)
	@$(call need,ENV,M=orders ENV=test)
	@$(confirm)
	@./pants deploy --destroy $${CONFIRM:+--yes} --env="$$ENV" "modules/$$M"

.PHONY: clean-cache
clean-cache: ## Forget what Pants remembers on this machine: the next run in every repository is a cold one
	@rm -rf .pants.d .pids "$${XDG_CACHE_HOME:-$$HOME/.cache}/pants"

.PHONY: test
test: ## Run every test of the project itself
	@build-support/test

.PHONY: guide-status
guide-status: ## Write docs/guide-status.md: which tests prove what the guide promises
	@build-support/test --guide-status
