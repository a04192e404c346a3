internal import NetworkModel

extension ImportState {
  private static let irrelevantTypeKeys = [
    "CurrentGeneration", "FreeTierEligible", "SupportedUsageClasses", "SupportedRootDeviceTypes",
    "SupportedVirtualizationTypes", "BareMetal", "Hypervisor", "ProcessorInfo", "VCpuInfo",
    "MemoryInfo", "InstanceStorageSupported", "InstanceStorageInfo", "EbsInfo", "GpuInfo", "FpgaInfo",
    "PlacementGroupInfo", "InferenceAcceleratorInfo", "HibernationSupported",
    "BurstablePerformanceSupported", "DedicatedHostsSupported", "AutoRecoverySupported",
    "SupportedBootModes", "NitroEnclavesSupport", "NitroTpmSupport", "NitroTpmInfo",
    "MediaAcceleratorInfo", "NeuronInfo", "PhcSupport", "RebootMigrationSupport",
  ]

  private static let irrelevantNetworkInfoKeys = [
    "NetworkPerformance", "MaximumNetworkInterfaces", "MaximumNetworkCards",
    "DefaultNetworkCardIndex", "NetworkCards", "Ipv4AddressesPerInterface",
    "Ipv6AddressesPerInterface", "Ipv6Supported", "EnaSupport", "EfaSupported", "EfaInfo",
    "EnaSrdSupported", "BandwidthWeightings", "FlexibleEnaQueuesSupport", "SecondaryNetworkSupported",
    "MaximumSecondaryNetworkInterfaces", "Ipv4AddressesPerSecondaryInterface",
  ]

  /// ENC-4: which instance types encrypt what their hosts send each other. A type about which two answers differ is not known.
  func importInstanceTypes() {
    var said: [String: Set<Bool>] = [:]
    forEach(.instanceTypes) { record, _ in
      record.ignore(Self.irrelevantTypeKeys, type: "InstanceTypes")
      guard let name = record.id("InstanceType"), let info = record.record("NetworkInfo") else { return }
      info.ignore(Self.irrelevantNetworkInfoKeys, type: "InstanceTypes.NetworkInfo")
      if let encrypts = info.bool("EncryptionInTransitSupported") {
        said[name, default: []].insert(encrypts)
      }
    }
    for (name, answers) in said where answers.count == 1 {
      model.encryptingTypes[name] = answers.first
    }
  }
}
