/// Ready policies for any estate, by name. Each is a policy file of `Specs/Packs`, whole.
package enum Packs {
  package static let texts: [String: [UInt8]] = [
    "aws-foundational": PackageResources.aws_foundational_isola,
    "cis-aws": PackageResources.cis_aws_isola,
    "fedramp-boundary": PackageResources.fedramp_boundary_isola,
    "hipaa": PackageResources.hipaa_isola,
    "nist-800-53": PackageResources.nist_800_53_isola,
    "pci-dss": PackageResources.pci_dss_isola,
    "purdue": PackageResources.purdue_isola,
    "zero-trust": PackageResources.zero_trust_isola,
  ]

  package static var names: [String] { texts.keys.sorted() }
}
