curl --fail-with-body "$COMPANION_URL/api/v1/prospects/upsert" \
  --header "Authorization: Bearer $COMPANION_KEY" \
  --header "Idempotency-Key: prospects-2026-11-25" \
  --json '{
    "items": [
      {
        "external_id": {"system": "hubspot", "value": "70011"},
        "name": "Ada Cole",
        "company": "Cole & Daughters",
        "emails": ["ada@cole.example"],
        "phones": ["030 901820"],
        "country": "DE"
      }
    ]
  }'
