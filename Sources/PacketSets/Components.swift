import ForwardingGraph

/// The strongly connected components of what can be reached from some nodes, those that lead first. Iterative Tarjan.
struct Components {
  private(set) var nodes: [Int] = []
  private(set) var ranges: [Range<Int>] = []

  var components: [ArraySlice<Int>] { ranges.map { nodes[$0] } }

  init(_ graph: ForwardingGraph, roots: [Int]) {
    let count = graph.nodes.count
    var index = ContiguousArray<Int32>(repeating: -1, count: count)
    var low = ContiguousArray<Int32>(repeating: 0, count: count)
    var isOpen = ContiguousArray<Bool>(repeating: false, count: count)
    var stack: [Int] = []
    var calls: [(node: Int, edge: Int)] = []
    var next: Int32 = 0
    var found: [[Int]] = []
    func enter(_ node: Int) {
      index[node] = next
      low[node] = next
      next += 1
      stack.append(node)
      isOpen[node] = true
      calls.append((node, graph.firstEdge[node]))
    }
    for root in roots where index[root] < 0 {
      enter(root)
      while let call = calls.last {
        if call.edge < graph.firstEdge[call.node + 1] {
          calls[calls.count - 1].edge += 1
          let to = graph.edges[call.edge].to
          if index[to] < 0 {
            enter(to)
          } else if isOpen[to] {
            low[call.node] = min(low[call.node], index[to])
          }
          continue
        }
        calls.removeLast()
        if let parent = calls.last { low[parent.node] = min(low[parent.node], low[call.node]) }
        guard low[call.node] == index[call.node] else { continue }
        var component: [Int] = []
        while let top = stack.popLast() {
          isOpen[top] = false
          component.append(top)
          if top == call.node { break }
        }
        found.append(component.reversed())
      }
    }
    // Tarjan finds a component after everything that it leads to.
    for component in found.reversed() {
      ranges.append(nodes.count..<(nodes.count + component.count))
      nodes += component
    }
  }
}
