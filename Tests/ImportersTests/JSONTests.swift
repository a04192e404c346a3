import CSimdJSON
import Importers
import SourceText
import Testing

func parse(_ text: String) throws -> JSONDocument {
  try JSONDocument(parsing: Array(text.utf8), file: FileID(index: 0))
}

func failure(_ bytes: [UInt8]) -> JSONError? {
  do throws(JSONError) {
    _ = try JSONDocument(parsing: bytes, file: FileID(index: 0))
    return nil
  } catch {
    return error
  }
}

@Suite struct JSONTests {
  @Test func readsEveryKindWithItsRange() throws {
    let text =
      #" {"a" : [1, -2.5, "x\u00e4\n", true ,false,null, 18446744073709551615], "b":{ } } "#
    let document = try parse(text)
    let bytes = Array(text.utf8)
    func slice(_ value: JSONValue) -> String {
      String(decoding: bytes[Int(value.range.start)..<Int(value.range.end)], as: UTF8.self)
    }
    let list = try #require(document.root["a"])
    let elements = Array(list.elements)
    #expect(
      elements.map(slice) == [
        "1", "-2.5", #""x\u00e4\n""#, "true", "false", "null", "18446744073709551615",
      ])
    #expect(elements[0].int == 1)
    #expect(elements[1].int == nil)
    #expect(elements[2].string == "xä\n")
    #expect(elements[3].bool == true)
    #expect(elements[5].isNull)
    #expect(elements[6].int == nil)
    #expect(elements[6].kind == .number)
    #expect(slice(list).hasPrefix("[1") && slice(list).hasSuffix("615]"))
    #expect(slice(document.root) == text.dropFirst().dropLast())
    let b = try #require(document.root["b"])
    #expect(slice(b) == "{ }")
    #expect(b.isEmpty)
    #expect(document.root.members.map(\.key) == ["a", "b"])
    #expect(document.root["c"] == nil)
  }

  @Test(arguments: ["1", "\"x\"", "null", "true", "-0.5e3", "[]", "{}", "\u{FEFF}{\"a\":1}"])
  func acceptsAnyRoot(text: String) throws {
    let document = try parse(text)
    #expect(Int(document.root.range.end) == text.utf8.count)
  }

  @Test(
    arguments: [
      ("", 0, "found an empty document"), ("  \n", 3, "found an empty document"),
      ("{\"a\":1", 6, "expected `,` or `}`, found the end of the file"),
      ("[1,2", 4, "expected `,` or `]`, found the end of the file"),
      ("{\"a\" 1}", 5, "expected `:`, found `1`"),
      ("{a:1}", 1, "expected a key in double quotes, found `a`"),
      ("[1,]", 3, "expected a value, found `]`"),
      ("{\"a\":1,}", 7, "expected a key in double quotes, found `}`"),
      ("{\"a\":1} x", 8, "expected the end of the document, found `x`"),
      ("{} {}", 3, "expected the end of the document, found `{`"),
      ("{\"a\":1,\"b\":2,\"a\":3}", 13, "expected each key once"),
      ("[01]", 2, "leading zeros"), ("[1.]", 3, "expected a digit"), ("[nul]", 1, "unknown word"),
      ("[tru1]", 1, "unknown word"), ("[1e999]", 1, "at most 64 bits"),
      ("[123456789012345678901234567890]", 1, "at most 64 bits"),
      ("[\"\\ud800\"]", 2, "surrogate"), ("[\"\\udc00\"]", 2, "surrogate"),
      ("[\"\\ud800\\u0041\"]", 2, "surrogate"), ("[\"\\x\"]", 3, "expected an escape sequence"),
      ("[\"a\nb\"]", 3, "control character 0x0A"), ("[\"a", 1, "closing quote"),
      ("[\u{0}]", 1, "control character"),
      ("[1 2]", 3, "expected `,` or `]`, found `2`"), ("]", 0, "expected a value"),
      ("[}", 1, "expected a value"),
      ("[\"a\" \"b\"]", 5, "expected `,` or `]`"), ("{\"a\":}", 5, "expected a value"),
      ("[,]", 1, "expected a value"),
      ("[1}", 2, "expected `,` or `]`"), ("[truefalse]", 5, "expected the end of the value"),
    ] as [(String, Int, String)])
  func refusesWithAPlace(text: String, offset: Int, message: String) throws {
    let error = try #require(failure(Array(text.utf8)))
    #expect(Int(error.offset) == offset)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func refusesOtherEncodings() {
    #expect(failure([0xFF, 0xFE, 0x7B, 0, 0x7D, 0])?.message.contains("convert to UTF-8") == true)
    #expect(failure([0xFE, 0xFF, 0, 0x7B, 0, 0x7D])?.message.contains("convert to UTF-8") == true)
    let latin = Array("[\"".utf8) + [0xE4] + Array("\"]".utf8)
    #expect(failure(latin)?.message == "expected UTF-8, found the byte 0xE4")
    #expect(failure(Array("[1]".utf8) + [0]) != nil)
  }

  @Test func limitsDepth() throws {
    func nested(_ n: Int) -> [UInt8] {
      Array(repeating: UInt8(ascii: "["), count: n) + Array(repeating: UInt8(ascii: "]"), count: n)
    }
    #expect(failure(nested(256)) == nil)
    #expect(failure(nested(257))?.message.contains("256 levels") == true)
    #expect(failure(nested(200_000))?.offset == 256)
    let objects =
      String(repeating: "{\"a\":", count: 300) + "1" + String(repeating: "}", count: 300)
    #expect(failure(Array(objects.utf8))?.message.contains("256 levels") == true)
  }

  @Test func keepsEscapedNULsInStrings() throws {
    #expect(try parse(#"["a\u0000b"]"#).root.elements.first { _ in true }?.string == "a\u{0}b")
  }

  @Test func findsADuplicateAmongManyKeys() {
    let keys = (0..<40).map { "\"k\($0)\":\($0)" } + ["\"k7\":0"]
    let text = "{" + keys.joined(separator: ",") + "}"
    #expect(failure(Array(text.utf8))?.message.contains("once") == true)
  }

  /// The fast reader and the strict one accept the same texts (duplicate keys and number ranges apart).
  @Test func bothReadersAgreeOnMutations() {
    let seed = Array(
      #"{"a":[1,-2.5e3,"x\u00e4\ud83d\ude00",true,{"b":null,"c":[]}],"d":"é","e":false}"#.utf8)
    let bytes = Array(#"{}[]",:\0123e.+-tfnu "#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xFF]
    var state: UInt64 = 42
    func random(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
    for _ in 0..<20_000 {
      var text = seed
      for _ in 0...random(3) {
        let at = random(text.count)
        switch random(3) {
        case 0: text[at] = bytes[random(bytes.count)]
        case 1: text.insert(bytes[random(bytes.count)], at: at)
        case _: text.remove(at: at)
        }
      }
      var error = isola_json_error()
      let strict = isola_json_diagnose(text, text.count, &error) == 1
      let fast = failure(text)
      if let fast, strict {
        let known = fast.message.contains("once") || fast.message.contains("64 bits")
        #expect(known, "\(String(decoding: text, as: UTF8.self)): \(fast)")
      }
      if fast == nil { #expect(strict, "\(String(decoding: text, as: UTF8.self))") }
    }
  }

  @Test func everyTruncationIsAnError() {
    let text = Array(#"{"a":[1,2,{"b":"c\u0041"}],"d":tru"#.utf8)
    for length in 0..<text.count { #expect(failure(Array(text[..<length])) != nil) }
  }
}

@Suite struct LedgerTests {
  @Test func reportsWhatWasNeverRead() throws {
    let document = try parse(
      #"{"Vpcs":[{"VpcId":"a","Foo":1},{"VpcId":"b","Set":[{"Bar":2}],"Foo":{"x":1}}]}"#)
    for vpc in try #require(document.root["Vpcs"]).elements {
      _ = vpc["VpcId"]
      _ = vpc["Set"]
      _ = vpc.peek("Foo")
      _ = vpc.has("Foo")
    }
    let found = document.root.unconsumed()
    #expect(found.map(\.path) == ["Vpcs[0].Foo", "Vpcs[1].Set[0].Bar", "Vpcs[1].Foo"])
    #expect(found.map(\.shape) == ["Vpcs[].Foo", "Vpcs[].Set[].Bar", "Vpcs[].Foo"])
    #expect(found.first?.range.start == 22)
    for vpc in try #require(document.root["Vpcs"]).elements { vpc.markConsumed() }
    #expect(document.root.unconsumed().isEmpty)
  }
}
