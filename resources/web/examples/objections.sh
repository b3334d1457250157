curl --fail-with-body --get "$COMPANION_URL/api/v1/objections" \
  --header "Authorization: Bearer $COMPANION_KEY" \
  --data-urlencode "category=price_value" \
  --data-urlencode "handling=open"
