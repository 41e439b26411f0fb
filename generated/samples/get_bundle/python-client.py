from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY and AZOTTE_TENANT_ID

bundle = azotte.bundles.get("bun_1234567890")
print(bundle)
