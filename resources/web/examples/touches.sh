curl --fail-with-body "$COMPANION_URL/api/v1/touches/upsert" \
  --header "Authorization: Bearer $COMPANION_KEY" \
  --header "Idempotency-Key: touches-2026-11-25" \
  --json '{
    "items": [
      {
        "external_id": {"system": "hubspot", "value": "submission-9"},
        "prospect": {"external_id": {"system": "hubspot", "value": "70011"}},
        "occurred_at": "2026-11-24T09:30:00Z",
        "kind": "form",
        "form": "Demo",
        "landing_page": "https://promise.example/quiet?utm_source=google&utm_campaign=quiet-north"
      }
    ]
  }'
