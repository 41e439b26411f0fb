from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY and AZOTTE_TENANT_ID

for bundle in azotte.bundles.list(limit=10):
    print(bundle)
