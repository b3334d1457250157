BODY='{"full_name": "Ben Ray", "email": "ben@ray.example", "utm_campaign": "quiet-south"}'
ID="msg_2026_11_25_0001"
TIMESTAMP="$(date +%s)"
KEY="$(printf %s "${COMPANION_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')"
SIGNATURE="$(printf %s "$ID.$TIMESTAMP.$BODY" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)"
curl --fail-with-body "$COMPANION_SOURCE" \
  --header "webhook-id: $ID" \
  --header "webhook-timestamp: $TIMESTAMP" \
  --header "webhook-signature: v1,$SIGNATURE" \
  --json "$BODY"
