#!/usr/bin/env bash
# Migrations of both stores, always as a pair.
#   scripts/migrations.sh Initial     regenerate the first pair (allowed only while no release has been given out)
#   scripts/migrations.sh <Name>      add one step to both
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
name=${1:?name of the migration}
dotnet tool restore >/dev/null
dotnet build src/Renewal -v q -nologo >/dev/null
for store in Sqlite Postgres; do
    folder=src/Renewal/Storage/Migrations/$store
    if [ "$name" = Initial ]; then rm -rf "$folder"; fi
done
if [ "$name" = Initial ]; then dotnet build src/Renewal -v q -nologo >/dev/null; fi
for store in Sqlite Postgres; do
    dotnet ef migrations add "$name" --no-build --project src/Renewal --context "${store}RenewalDb" \
        --output-dir "Storage/Migrations/$store" --namespace "Renewal.Storage.Migrations.$store"
    # ef puts the snapshot by its namespace; it belongs beside its migrations.
    if [ -d src/Renewal/Renewal ]; then mv src/Renewal/Renewal/Storage/Migrations/$store/*.cs "src/Renewal/Storage/Migrations/$store/"; rm -rf src/Renewal/Renewal; fi
    # The second store's step is made from the same build: nothing of the first changes its model.
done
dotnet build src/Renewal -v q -nologo
