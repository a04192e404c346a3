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

  /// ENC-4: which instance types encrypt what their hosts send each other. A type about which two answers differ, or one
  /// says nothing, is not known.
  func importInstanceTypes() {
    var said: [String: Set<Bool?>] = [:]
    forEach(.instanceTypes) { record, _ in
      record.ignore(Self.irrelevantTypeKeys, type: "InstanceTypes")
      guard let name = record.id("InstanceType") else { return }
      let info = record.record("NetworkInfo")
      info?.ignore(Self.irrelevantNetworkInfoKeys, type: "InstanceTypes.NetworkInfo")
      said[name, default: []].insert(info?.bool("EncryptionInTransitSupported"))
    }
    for (name, answers) in said {
      if answers.count == 1, case let answer?? = answers.first { model.encryptingTypes[name] = answer }
    }
  }
}
