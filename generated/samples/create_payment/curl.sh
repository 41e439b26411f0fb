# Generated from openapi/ and templates/samples/curl.sh.jinja: edit there, not here.
curl --fail-with-body "${AZOTTE_BASE_URL:-https://api.azotte.com/v1}/payments" \
  -H "x-api-key: $AZOTTE_API_KEY" \
  -H "x-tn: $AZOTTE_TENANT_ID" \
  -H "content-type: application/json" \
  -d '{
  "customer": "cus_1234567890",
  "amount": 999,
  "currency": "usd",
  "payment_method": "tok_visa"
}'
