/// Where Regions are: the country, and its subdivision where the provider names one (LOC-1). Facts about the provider; a Region
/// that is not listed is nowhere that is known.
package enum Geography {
  /// `US-VA` of `us-east-1`: ISO 3166-2 where a subdivision is published, else ISO 3166-1.
  package static func place(of region: String) -> String? { places[region] }

  /// The country of a Region.
  package static func country(of region: String) -> String? {
    places[region].map { String($0.prefix(2)) }
  }

  /// The subdivision of a Region; nil where only its country is published.
  package static func subdivision(of region: String) -> String? {
    guard let place = places[region], place.count > 2 else { return nil }
    return place
  }

  private static let places = [
    "af-south-1": "ZA", "ap-east-1": "HK", "ap-northeast-1": "JP", "ap-northeast-2": "KR",
    "ap-northeast-3": "JP", "ap-south-1": "IN", "ap-south-2": "IN", "ap-southeast-1": "SG",
    "ap-southeast-2": "AU", "ap-southeast-3": "ID", "ap-southeast-4": "AU", "ap-southeast-5": "MY",
    "ap-southeast-7": "TH", "ca-central-1": "CA", "ca-west-1": "CA", "cn-north-1": "CN",
    "cn-northwest-1": "CN", "eu-central-1": "DE", "eu-central-2": "CH", "eu-north-1": "SE",
    "eu-south-1": "IT", "eu-south-2": "ES", "eu-west-1": "IE", "eu-west-2": "GB", "eu-west-3": "FR",
    "il-central-1": "IL", "me-central-1": "AE", "me-south-1": "BH", "mx-central-1": "MX",
    "sa-east-1": "BR", "us-east-1": "US-VA", "us-east-2": "US-OH", "us-gov-east-1": "US",
    "us-gov-west-1": "US", "us-west-1": "US-CA", "us-west-2": "US-OR",
  ]
}
