(* Writes traces and outcomes; Format.md describes the text. *)

open Walk

let number = Z.to_string

let code = function
  | BadState -> "BAD_STATE"
  | BadStateRoute -> "BAD_STATE_ROUTE"
  | NoRoute -> "NO_ROUTE_TO_DESTINATION"
  | NoPossibleDestination -> "NO_POSSIBLE_DESTINATION"
  | GroupsMismatch -> "ENI_SG_RULES_MISMATCH"
  | GroupsEmpty -> "SG_HAS_NO_RULES"
  | AclRestriction -> "SUBNET_ACL_RESTRICTION"
  | SourceDestinationCheck -> "ENI_SOURCE_DEST_CHECK_RESTRICTION"
  | IgwNeedsPublicSource -> "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
  | IgwNeedsPrivateDestination -> "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
  | IgwDestinationPrivate -> "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"
  | IgwDestinationShared -> "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS"
  | IgwSourcePrivate -> "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS"
  | IgwSourceShared -> "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS"
  | PeeringAddress -> "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"
  | ProtocolRestriction -> "PROTOCOL_RESTRICTION"
  | EndpointProtocol -> "VPCE_GATEWAY_PROTOCOL_RESTRICTION"
  | Spoofed -> "GATEWAY_REJECTS_SPOOFED_TRAFFIC"
  | X_NoState -> "X_NO_STATE"
  | X_EigwInbound -> "X_EIGW_INBOUND"
  | X_NatUnsolicited -> "X_NAT_UNSOLICITED"
  | X_Loop -> "X_LOOP"
  | X_NotTheReverse -> "X_NOT_THE_REVERSE"

let reason = function
  | InSnapshot missing -> number missing
  | TooManyHops -> "REA-2"
  | UndeclaredAppliance -> "ENI-6"
  | OddRouteTarget -> "RT-11"
  | OpenPriority -> "RT-7"
  | OddReturn -> "NAT-10"
  | Nat64 -> "NAT-9"
  | OtherEndpoint -> "RT-11"

let service = function
  | Reserved.Resolver -> "resolver"
  | Reserved.ServiceAt (family, address) -> "at:" ^ number family ^ ":" ^ number address
  | Reserved.BehindEndpoint n -> "endpoint:" ^ number n

let place = function
  | PInterface n -> "interface:" ^ number n
  | PGroups n -> "groups:" ^ number n
  | PGroup (g, r) -> "group:" ^ number g ^ ":" ^ number r
  | PAclEntry (a, e) -> "acl:" ^ number a ^ ":" ^ number e
  | PAclDefault a -> "acl:" ^ number a ^ ":*"
  | PSubnet n -> "subnet:" ^ number n
  | PSubnetTable n -> "subnet-table:" ^ number n
  | PRoute (t, r, c) ->
      String.concat ":"
        [ "route"; number t; number r; number c.Prefixes.prefix_family;
          number c.Prefixes.network; number c.Prefixes.prefix_length ]
  | PVpc n -> "vpc:" ^ number n
  | PIgw n -> "igw:" ^ number n
  | PEigw n -> "eigw:" ^ number n
  | PNat n -> "nat:" ^ number n
  | PPeering n -> "peering:" ^ number n
  | PEndpoint n -> "endpoint:" ^ number n
  | PInternet -> "internet"
  | PService s -> "service:" ^ service s
  | PUnknown r -> "unknown:" ^ reason r

let act = function
  | Leaves -> "egress"
  | Enters -> "ingress"
  | Allows -> "allow"
  | Forwards -> "forward"
  | Translates -> "translate"
  | Delivers -> "deliver"
  | Drops -> "drop"
  | Wonders -> "unknown"

let packet p =
  String.concat " "
    (List.map number
       Packets.
         [ p.family; p.source; p.destination; p.protocol; p.source_port; p.destination_port;
           p.icmp_type; p.icmp_code ])

let receiver = function
  | AtInterface n -> "interface:" ^ number n
  | AtInternet -> "internet"
  | AtService s -> "service:" ^ service s

let disposition = function
  | Delivered r -> "delivered " ^ receiver r
  | Dropped c -> "dropped " ^ code c
  | Unknown r -> "unknown " ^ reason r

let leg out name (l : Interpreter.coq_Leg) =
  Printf.fprintf out "%s\n" name;
  List.iter
    (fun h -> Printf.fprintf out "hop %s %s %s\n" (act h.act) (place h.place) (packet h.packet_after))
    l.Interpreter.leg_hops;
  Printf.fprintf out "end %s\n" (disposition l.Interpreter.leg_end)

let outcome = function
  | Interpreter.Complete -> "complete"
  | Interpreter.ForwardFailed -> "forward-failed"
  | Interpreter.ReplyFailed c -> "reply-failed " ^ code c
  | Interpreter.OutcomeUnknown r -> "unknown " ^ reason r
