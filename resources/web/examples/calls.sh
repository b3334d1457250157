curl --fail-with-body --get "$COMPANION_URL/api/v1/calls" \
  --header "Authorization: Bearer $COMPANION_KEY" \
  --data-urlencode "since=2026-11-01T00:00:00Z" \
  --data-urlencode "disposition=connected" \
  --data-urlencode "limit=100"
