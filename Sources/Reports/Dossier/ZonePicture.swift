import NetworkModel

/// Zones on a circle and what is open between them. An arrow's number is its row in the table; meaning is in line styles, never in
/// colour alone.
struct ZonePicture {
  struct Arrow {
    var number: Int
    var from: Int
    var to: Int
    var standing: ZoneMatrix.Standing
  }

  let zones: [ZoneMatrix.Zone]
  let arrows: [Arrow]

  private static let size = (width: 760, height: 620)
  private static let box = (width: 132, height: 40)

  func write(_ html: inout HTML) {
    guard !zones.isEmpty else { return }
    let words = arrows.map { "\(zones[$0.from].name) to \(zones[$0.to].name)" }.joined(separator: ", ")
    html.add(
      "svg",
      [
        "viewBox": "0 0 \(Self.size.width) \(Self.size.height)", "width": "\(Self.size.width)",
        "height": "\(Self.size.height)", "role": "img",
        "aria-label": arrows.isEmpty ? "Zones with nothing open between them" : "Open between zones: \(words)",
        "xmlns": "http://www.w3.org/2000/svg",
      ]
    ) { html in
      for arrow in arrows { line(arrow, &html) }
      for index in zones.indices { zone(index, &html) }
      for arrow in arrows { badge(arrow, &html) }
    }
    html.newLine()
  }

  // MARK: Geometry

  private struct Point {
    var x: Double
    var y: Double
  }

  /// Sines of the twelfth parts of a circle are exact enough from a table of their own: no library of mathematics is needed.
  private func center(_ index: Int) -> Point {
    let (sine, cosine) = Self.turn(Double(index) / Double(zones.count))
    return Point(
      x: Double(Self.size.width) / 2 + 290 * sine, y: Double(Self.size.height) / 2 - 255 * cosine)
  }

  /// Sine and cosine of a part of the full turn, by halving the angle and doubling back.
  private static func turn(_ part: Double) -> (sine: Double, cosine: Double) {
    let steps = 12
    let angle = part * 2 * Double.pi / Double(1 << steps)
    var (sine, cosine) = (angle - angle * angle * angle / 6, 1 - angle * angle / 2)
    for _ in 0..<steps { (sine, cosine) = (2 * sine * cosine, cosine * cosine - sine * sine) }
    return (sine, cosine)
  }

  /// Start and end of an arrow at the borders of its boxes, moved aside so that two directions stay two lines.
  private func ends(_ arrow: Arrow) -> (Point, Point) {
    let (a, b) = (center(arrow.from), center(arrow.to))
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 1 else { return (a, b) }
    let (ux, uy) = (dx / length, dy / length)
    func reach(_ gap: Double) -> Double {
      let across = abs(ux) > 0.001 ? (Double(Self.box.width) / 2 + gap) / abs(ux) : .infinity
      let down = abs(uy) > 0.001 ? (Double(Self.box.height) / 2 + gap) / abs(uy) : .infinity
      return min(across, down)
    }
    let aside = Point(x: -uy * 8, y: ux * 8)
    let (start, end) = (reach(1), reach(4))
    return (
      Point(x: a.x + ux * start + aside.x, y: a.y + uy * start + aside.y),
      Point(x: b.x - ux * end + aside.x, y: b.y - uy * end + aside.y)
    )
  }

  private static func text(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }

  private static func text(_ point: Point) -> String { "\(text(point.x)) \(text(point.y))" }

  // MARK: Parts

  private func line(_ arrow: Arrow, _ html: inout HTML) {
    let (start, end) = ends(arrow)
    let (width, dashes): (String, String?) =
      switch arrow.standing {
      case .approved: ("1.5", nil)
      case .unapproved: ("3.5", nil)
      case .undecided: ("2", "9 4")
      case .unknown, .closed: ("1.5", "3 4")
      }
    html.add(
      "path",
      [
        "d": "M\(Self.text(start)) L\(Self.text(end))", "stroke": "#222222", "stroke-width": width,
        "stroke-dasharray": dashes, "fill": "none",
      ]
    ) { _ in }
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = max(1, (dx * dx + dy * dy).squareRoot())
    let (ux, uy) = (dx / length, dy / length)
    let back = Point(x: end.x - ux * 11, y: end.y - uy * 11)
    let sides = [
      Point(x: back.x - uy * 5, y: back.y + ux * 5), Point(x: back.x + uy * 5, y: back.y - ux * 5),
    ]
    html.add(
      "path",
      [
        "d": "M\(Self.text(sides[0])) L\(Self.text(sides[1])) L\(Self.text(end)) Z", "fill": "#222222",
      ]
    ) { _ in }
  }

  /// The arrow's number, near its start, where lines of other zones rarely cross.
  private func badge(_ arrow: Arrow, _ html: inout HTML) {
    let (start, end) = ends(arrow)
    let place = Point(x: start.x + (end.x - start.x) * 0.28, y: start.y + (end.y - start.y) * 0.28)
    html.add(
      "circle",
      [
        "cx": Self.text(place.x), "cy": Self.text(place.y), "r": "10", "fill": "#ffffff",
        "stroke": "#222222", "stroke-width": "1",
      ]
    ) { _ in }
    html.add(
      "text",
      [
        "x": Self.text(place.x), "y": Self.text(place.y + 4), "font-size": "11", "text-anchor": "middle",
        "fill": "#111111",
      ], "\(arrow.number)")
  }

  private func zone(_ index: Int, _ html: inout HTML) {
    let middle = center(index)
    let zone = zones[index]
    html.add(
      "rect",
      [
        "x": Self.text(middle.x - Double(Self.box.width) / 2),
        "y": Self.text(middle.y - Double(Self.box.height) / 2), "width": "\(Self.box.width)",
        "height": "\(Self.box.height)", "rx": zone.isOutside ? "20" : "4", "fill": "#ffffff",
        "stroke": "#222222", "stroke-width": "2",
      ]
    ) { _ in }
    let name = zone.name.count > 16 ? zone.name.prefix(15) + "…" : zone.name
    html.add(
      "text",
      [
        "x": Self.text(middle.x), "y": Self.text(middle.y - 2), "font-size": "13", "font-weight": "bold",
        "text-anchor": "middle", "fill": "#111111",
      ], name)
    html.add(
      "text",
      [
        "x": Self.text(middle.x), "y": Self.text(middle.y + 13), "font-size": "10", "text-anchor": "middle",
        "fill": "#444444",
      ], zone.words)
  }
}

extension ZoneMatrix.Zone {
  var words: String {
    guard let interfaces else { return "outside" }
    return interfaces == 0 ? "nobody" : counted(interfaces, "interface")
  }
}
