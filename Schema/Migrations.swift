let s = PackageResources.v001_interactions_sql
