/// The way of a packet as a picture: a column of boxes. Meaning is in words, shapes and line styles, never in colour alone.
struct PathPicture {
  enum Emphasis { case plain, decides, stops }

  struct Step {
    var kind: String
    var name: String
    var words: String
    var emphasis: Emphasis
  }

  let title: String
  let steps: [Step]

  private static let width = 720
  private static let height = 46
  private static let gap = 20
  private static let letters = 92

  func write(_ html: inout HTML) {
    guard !steps.isEmpty else { return }
    let total = steps.count * Self.height + (steps.count - 1) * Self.gap + 8
    html.add(
      "svg",
      [
        "viewBox": "0 0 \(Self.width) \(total)", "width": "\(Self.width)", "height": "\(total)",
        "role": "img", "aria-label": "\(title): \(steps.map(\.name).joined(separator: ", then "))",
        "xmlns": "http://www.w3.org/2000/svg",
      ]
    ) { html in
      var top = 4
      for (index, step) in steps.enumerated() {
        box(step, top, &html)
        if index + 1 < steps.count { arrow(top + Self.height, &html) }
        top += Self.height + Self.gap
      }
    }
    html.newLine()
  }

  private func box(_ step: Step, _ top: Int, _ html: inout HTML) {
    let (line, dashes): (String, String?) =
      switch step.emphasis {
      case .plain: ("1", nil)
      case .decides: ("4", nil)
      case .stops: ("3", "8 5")
      }
    html.add(
      "rect",
      [
        "x": "4", "y": "\(top)", "width": "\(Self.width - 8)", "height": "\(Self.height)", "rx": "6",
        "fill": step.emphasis == .plain ? "#ffffff" : "#f2f2f2", "stroke": "#222222",
        "stroke-width": line, "stroke-dasharray": dashes,
      ]
    ) { _ in }
    html.add(
      "text", ["x": "18", "y": "\(top + 19)", "font-size": "14", "font-weight": "bold", "fill": "#111111"],
      Self.shortened(step.name))
    html.add(
      "text",
      ["x": "\(Self.width - 18)", "y": "\(top + 19)", "font-size": "11", "text-anchor": "end", "fill": "#444444"],
      step.kind)
    html.add(
      "text", ["x": "18", "y": "\(top + 37)", "font-size": "13", "fill": "#111111"],
      Self.shortened(step.words))
  }

  private func arrow(_ top: Int, _ html: inout HTML) {
    let middle = Self.width / 2
    html.add(
      "path",
      [
        "d": "M\(middle) \(top) V\(top + Self.gap - 7)", "stroke": "#222222", "stroke-width": "2",
        "fill": "none",
      ]
    ) { _ in }
    html.add(
      "path",
      [
        "d": "M\(middle - 6) \(top + Self.gap - 8) L\(middle + 6) \(top + Self.gap - 8) L\(middle) \(top + Self.gap - 1) Z",
        "fill": "#222222",
      ]
    ) { _ in }
  }

  private static func shortened(_ text: String) -> String {
    text.count > letters ? text.prefix(letters - 1) + "…" : text
  }
}
