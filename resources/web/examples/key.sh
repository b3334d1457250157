curl --fail-with-body "$COMPANION_URL/api/v1/key" \
  --header "Authorization: Bearer $COMPANION_KEY"
