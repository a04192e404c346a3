import Checker
import Testing

/// Tags that do not stand in the `tags` of their object.
@Suite("Tags of plans and states")
struct TagTests {
  private let policy = #"forbid internet -> instances where tag.Tier == "db" on tcp/443"#

  /// A second instance, which is closed and has the tag, so that the set is never empty.
  private func state(_ tags: String) -> StateText {
    let small = StateText.small
    let closed = small.attributes["aws_instance.web"]?.replacing("i-1", with: "i-2")
      .replacing("10.4.1.9", with: "10.4.1.10").replacing("52.1.2.3", with: "")
      .replacing("eni-1", with: "eni-2")
    return small.adding("aws_instance.db", (closed ?? "") + #", "tags": {"Tier": "db"}, "tags_all": {"Tier": "db"}"#)
      .adding("aws_instance.web", (small.attributes["aws_instance.web"] ?? "") + tags)
  }

  @Test func tagsOfTheProvider() throws {
    #expect(try verdict(policy, on: state(#", "tags": {}, "tags_all": {}"#).raw) == .proved)
    #expect(
      try verdict(policy, on: state(#", "tags": {}, "tags_all": {"Tier": "db"}"#).raw) == .violated)
    // Not shown, though the provider adds some.
    let plan = state(#", "tags": {}"#).plan(provider: #""default_tags": [{"tags": {}}]"#)
    #expect(try verdict(policy, on: plan) == .unknown)
    #expect(try verdict(policy, on: state(#", "tags": {}"#).plan()) == .proved)
  }

  @Test func aTagAsAResource() throws {
    let tag = #""id": "i-1,Tier", "resource_id": "i-1", "key": "Tier", "value": "db""#
    let added = state(#", "tags": {}"#).adding("aws_ec2_tag.web", tag)
    #expect(try verdict(policy, on: added.raw) == .unknown)
    // A tag of an object that no selector takes.
    let other = state(#", "tags": {}"#).adding(
      "aws_ec2_tag.web", tag.replacing("i-1", with: "tgw-attach-1"))
    #expect(try verdict(policy, on: other.raw) == .proved)
  }
}
