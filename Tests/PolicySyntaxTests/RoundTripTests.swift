import PolicySyntax
import SourceText
import Testing

/// A file with every form of the language.
let everyForm = """
  # sets
  set web    = instances where tag.Tier == "web" and vpc.tag.Env == "prod"   # the front
  set db     = interfaces where sg in ("sg-0abc", sg-0def) or not (az == use1-az1)
  set office = 203.0.113.0/24, 198.51.100.7/32, 10.0.1.5 in vpc-1, fd00:ec2::253, 2001:db8::/32
  set app    = i-0123, subnet-0abc, "arn:aws:elb:eu-west-1:1:loadbalancer/app/x/1", InstanceId:7,
    arn:aws:elasticloadbalancing:eu-west-1:123:loadbalancer/net/y/2
  set mixed  = (web or db) - bastion - (i-1 and app)
  set all    = interfaces
  set few    = (instances where tag["cost center"] like "a*" or name not like "b?") and subnets
  set odd    = vpcs where address in 10.0.0.0/8 and account not in (123456789012, "x") and tag.Owner exists
  traffic ssh  = tcp/22
  # many
  traffic apps = tcp/443, tcp/8000-8100, udp/53, icmp, icmp/8/0, icmpv6/128, any, gre, protocol/99, udp, ssh

  policy "db is not reachable from the internet" {  # why
    severity high   # really
    rationale "cardholder \\"data\\"\\n\\u{1F600}"
    controls "PCI 1.3.1", "CIS 5.2"
    owner "network-team"
    forbid internet -> db on any
      # the office may
      except office -> db on ssh because "break-glass"
      except onprem -> db
    # the end
  } # done
  policy web-reaches-db { require web -> db on tcp/5432 }
  policy p3 { forbid direct web -> internet   using all addresses }
  policy p4 { forbid connections web -> db on ssh forbid connections a, b -> c, d using public }
  policy p5 { require one-way web -> db on udp/514 using ipv6 addresses }
  policy p6 {
    require web -> internet through nat-gateways, (internet-gateways or tgw-1) forbid one-way web -> db on ssh through vpc-1
    forbid internet -> web bypassing load-balancers on ssh using public
    require web -> db encrypted require one-way web -> db encrypted by nitro, ipsec or macsec on tcp except web -> i-1
  }
  import "../common.isola"   # shared
  import pack "pci-dss"
  approve office -> db on ssh {ticket "CHG-1" by "net \\"board\\"" until 2030-01-31}   # for now
  # later
  approve a, b -> c { until 2031-12-31, by "x", ticket "2", }
  set talkers = subnets that reach internet, ((instances where tag.A == "x" reachable from (office or db) on ssh) - web)
  set shown = vpcs that reach 10.0.0.0/8 in vpc-1 on tcp/443
  # nobody
  assume no office -> db on ssh because "no route"
  policy isolated(tier: set, port: traffic) {
    applies when any tier, web   # where there is one
    shows "a" omits "b"
    forbid internet -> tier on port
  }
  policy "one" = isolated(web, ssh)
  policy two = isolated((web or db) - app, tcp/1 or ssh) { severity low
    # within
  }
  policy p8 {
    forbid unused security-groups   # old ones
    forbid unmatched rules of web, db forbid shadowed rules forbid lost references of web
    forbid blocked replies of subnet-1 forbid blackhole routes
    forbid encryption blockers of vpc-1
    require default routes through nat-gateways of (web or db) - app
    require next hop of 10.0.0.0/8 through tgw-1, vpc-1
    forbid unused -> web
    forbid equivalent security-groups forbid wide rules of web
    forbid routes to 10.0.0.1/8 of web forbid detours around nat-gateways, i-1 of web
    forbid reachable blackholes of web forbid routing loops
    forbid route-leaks (instances that reach internet) -> subnets that reach web on tcp/1
    require symmetric web -> db through nat-gateways, (instances that reach db) on tcp
  }
  policy p7 {
    require web -> db within regions eu-west-1, "eu-central-1" require one-way web -> db on ssh within 3 hops
    require web -> db within accounts 111122223333 or 1 using all
    require web -> db on ssh tolerating 1 failure of availability-zones using public except web -> i-1
  }
  test "a test" {
    given network "n"  # small
    expect policies proved
    # one
    expect policy p7 not-assessed
    expect reachable web -> db on ssh expect unreachable internet -> db
    # none
  }
  # last
  """

@Suite struct RoundTripTests {
  @Test func everyFormSurvivesPrinting() throws {
    let first = parseFile(everyForm)
    #expect(first.diagnostics.filter { $0.code != "PS007" } == [])
    #expect(first.tree.declarations.count == 29)
    let printed = Printer.print(first.tree)
    let second = parseFile(printed)
    #expect(second.diagnostics == [])
    #expect(shape(second.tree) == shape(first.tree))
    #expect(Printer.print(second.tree) == printed)
  }

  @Test func canonicalFormOfAPolicy() {
    let text =
      "policy p{severity high forbid a,b->c on tcp/1-1 or udp using all except x->y because \"z\"}"
    #expect(
      Printer.print(parseFile(text).tree) == """
        policy p {
          severity high
          forbid a, b -> c on tcp/1, udp using all addresses
            except x -> y because "z"
        }

        """)
  }

  @Test func emptyLinesAreKeptOnce() {
    let text = """
      # about the file

      # about a
      set a = i-1
      set b = i-2


      set c = i-3
      policy p {

        severity low

        # why
        forbid a -> b
      }
      # last
      """
    #expect(
      Printer.print(parseFile(text).tree) == """
        # about the file

        # about a
        set a = i-1
        set b = i-2

        set c = i-3

        policy p {
          severity low

          # why
          forbid a -> b
        }

        # last

        """)
  }

  @Test func commentsAreKept() {
    let printed = Printer.print(parseFile(everyForm).tree)
    for comment in [
      "# sets", "# the front", "# many", "# why", "# really", "# the office may", "# the end",
      "# done", "# last", "# shared", "# nobody", "# where there is one", "# within", "# small", "# one", "# none",
    ] {
      #expect(printed.contains(comment), "\(comment)")
    }
  }

  @Test(arguments: [
    "reach i-1 -> i-2 on tcp/22", "deliver i-1 -> 54.0.0.12", "who reaches web, db on ssh",
    "what does (web or i-1) - db reach on udp/53", "reach 10.0.1.5 in vpc-1 -> internet",
    "deliver ::/0 -> ::ffff:0:1 on icmpv6/128/0", "what does onprem reach",
  ])
  func questionsSurvivePrinting(_ text: String) throws {
    let parsed = Parser.parseQuestion(Array(text.utf8), file: testFile)
    #expect(parsed.diagnostics == [])
    let printed = Printer.print(try #require(parsed.tree))
    let again = Parser.parseQuestion(Array(printed.utf8), file: testFile)
    #expect(shape(again.tree as Any) == shape(parsed.tree as Any))
    #expect(Printer.print(try #require(again.tree)) == printed)
  }

  @Test(arguments: [
    ("10.1.2.3", "10.1.2.3"), ("0.0.0.0/0", "0.0.0.0/0"), ("::", "::"),
    ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
    ("FD00:EC2::253", "fd00:ec2::253"), ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"), ("::/0", "::/0"),
    ("2001:db8::/128", "2001:db8::/128"),
  ])
  func addresses(_ text: String, _ printed: String) throws {
    let parsed = Parser.parseEndpoint(Array(text.utf8), file: testFile)
    #expect(parsed.diagnostics == [])
    #expect(Printer.print(try #require(parsed.tree)) == printed)
  }
}
