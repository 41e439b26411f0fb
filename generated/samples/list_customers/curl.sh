# Generated from openapi/ and templates/samples/curl.sh.jinja: edit there, not here.
curl -X GET 'https://api.azotte.com/v1/customers?limit=10&created%5Bgte%5D=1767225600&created%5Blte%5D=1767312000&email%5Bcontains%5D=%40example.com' \
  -H "x-api-key: $AZOTTE_API_KEY" \
  -H "x-tn: $AZOTTE_TENANT_ID"
