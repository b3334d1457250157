curl --fail-with-body "$COMPANION_URL/api/v1/campaigns/upsert" \
  --header "Authorization: Bearer $COMPANION_KEY" \
  --header "Idempotency-Key: campaigns-2026-11-25" \
  --json '{
    "items": [
      {
        "external_id": {"system": "google_ads", "value": "8801"},
        "name": "Quiet fleet",
        "code": "QF-26",
        "channel": "Search",
        "starts_on": "2026-11-01",
        "match_rules": [{"field": "utm_campaign", "kind": "prefix", "value": "quiet-"}]
      }
    ]
  }'
