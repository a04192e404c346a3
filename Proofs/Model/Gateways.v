(** * What targets do with a packet

    Arrival at interfaces, the Internet and its gateways, NAT gateways, peerings, gateway endpoints,
    appliances. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Connections
  Model.SecurityGroups Model.NAT Model.Network Model.Reserved Model.Walk Model.Filters.
Import ListNotations.
Open Scope N_scope.

Notation "'let?' w ':=' s 'in' k" := (and_then s (fun w => k))
  (at level 200, w name, s at level 100, k at level 200).

Section Gateways.
  Variable net : Network.
  Variable choices : Choices.
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Let border := cross_border net uncollected_open wrong.
  Let groups := judge_groups net wrong.

  Definition is_new (w : Walk) : bool := match phase w with New => true | Established => false end.

  (** ** Arrival *)

  (** [NAT-6]: what is addressed to the interface of a NAT gateway. A reply that comes to the same
      gateway twice on one leg goes round ([REA-2]). *)
  Definition arrive_at_nat (e : Interface) (w : Walk) : Step :=
    if is_new w then dropped_at (PInterface (eni_id e)) X_NatUnsolicited w
    else
      match find (fun g => existsb (fun a => snd a =? eni_id e) (nat_addresses g)) (nat_gateways net) with
      | None => dropped_at (PInterface (eni_id e)) X_NoState w
      | Some g =>
          let table := if wrong M_NatForgets then [] else kept_for (nat_id g) (nat_tables (memory w)) in
          match un_nat table (packet w) with
          | None => dropped_at (PInterface (eni_id e)) X_NoState w
          | Some p =>
              if existsb (N.eqb (nat_id g)) (passed w) then dropped_at (PNat (nat_id g)) X_Loop w
              else
                let w := vouched_by (Some e) [] (past_nat (nat_id g) (with_packet p w)) in
                FromNat (record Translates (PNat (nat_id g)) w) (eni_id e)
          end
      end.

  (** [ENI-5], inward; [crossed]: whether the packet has crossed a border of the subnet. *)
  Definition arrive (e : Interface) (crossed : bool) (w : Walk) : Step :=
    let here := PInterface (eni_id e) in
    let? w := if crossed then border Ingress (eni_subnet e) w else Go w in
    let? w := require (eni_functional e || wrong M_StateIgnored) here BadState w in
    match eni_kind e with
    | OfNatGateway => arrive_at_nat e w
    | EndsNothing => dropped_at here NoPossibleDestination w
    | ServiceNotModelled missing =>
        let? w := groups Ingress Elsewhere e w in
        unknown_from_here (InSnapshot missing) w
    | Ordinary =>
        let? w := groups Ingress Elsewhere e w in
        let? w := require (negb (eni_check e) || owns e (family (packet w)) (destination (packet w)))
                    here SourceDestinationCheck w in
        delivered_at here (AtInterface (eni_id e)) w
    end.

  (** [RT-9], [RT-14]: to the owner of the destination in a VPC, coming from one of its subnets or
      from outside; [here] speaks if there is none. *)
  Definition arrive_by_ownership (vpc : N) (leaving : option N) (here : Place) (w : Walk) : Step :=
    match owner net vpc (family (packet w)) (destination (packet w)) with
    | None => dropped_at here NoPossibleDestination w
    | Some e =>
        let same := match leaving with Some s => s =? eni_subnet e | None => false end in
        arrive e (negb same) w
    end.

  (** [RT-11]: an interface as target ([NACL-11]; [ENI-6]). *)
  Definition to_interface (vpc : N) (target : Reference) (w : Walk) : Step :=
    match resolve eni_id (interfaces net) target with
    | NotThere missing => unknown_from_here (InSnapshot missing) w
    | Object e =>
        if negb (eni_vpc e =? vpc) then unknown_from_here OddRouteTarget w
        else
          match eni_kind e with
          | OfNatGateway | EndsNothing | ServiceNotModelled _ => unknown_from_here OddRouteTarget w
          | Ordinary =>
              let here := PInterface (eni_id e) in
              let? w := require (eni_functional e || wrong M_StateIgnored) here BadStateRoute w in
              let? w := border Ingress (eni_subnet e) w in
              let? w := groups Ingress Elsewhere e w in
              if owns e (family (packet w)) (destination (packet w))
              then delivered_at here (AtInterface (eni_id e)) w
              else if eni_check e then dropped_at here SourceDestinationCheck w
              else unknown_from_here UndeclaredAppliance w
          end
    end.

  (** ** The Internet *)

  Definition replace_destination (address : N) (p : Packet) : Packet :=
    restore {| Connections.address := address; Connections.port := destination_port p |} p.

  Definition replace_source (address : N) (p : Packet) : Packet :=
    translate {| Connections.address := address; Connections.port := source_port p |} p.

  Definition public_v6 (v : Vpc) : list Prefix :=
    map fst (filter (fun r => snd r) (vpc_ipv6 v)).

  (** [IGW-3], [IGW-4], [ENI-8]: from the Internet into a VPC; [RT-12]: an edge table is unknown
      territory. *)
  Definition enter_vpc (v : Vpc) (w : Walk) : Step :=
    let p := packet w in
    match vpc_gateway v with
    | None =>
        match find (fun g => match eigw_vpc g with Some n => n =? vpc_id v | None => false end)
                (egress_only_gateways net), family p =? ipv6 with
        | Some g, true =>
            if wrong M_EigwAdmitsInbound
            then arrive_by_ownership (vpc_id v) None (PEigw (eigw_id g)) w
            else dropped_at (PEigw (eigw_id g)) X_EigwInbound w
        | _, _ => dropped_at (PVpc (vpc_id v)) IgwNeedsPrivateDestination w
        end
    | Some igw =>
        let here := PIgw igw in
        let? w := require (negb (is_in private_ranges (family p) (source p))) here IgwSourcePrivate w in
        let? w := require (negb (is_in shared_ranges (family p) (source p))) here IgwSourceShared w in
        let? w :=
          if family p =? ipv4 then
            match public_owner net (destination p) with
            | Some (e, address) =>
                if (eni_vpc e =? vpc_id v) && eni_functional e
                then Go (record Translates here (with_packet (replace_destination address p) w))
                else dropped_at here IgwNeedsPrivateDestination w
            | None => dropped_at here IgwNeedsPrivateDestination w
            end
          else
            match owner net (vpc_id v) ipv6 (destination p) with
            | Some e =>
                if eni_functional e && (negb (eni_denies_igw e) || wrong M_DenialOfIgwIgnored)
                then Go (record Enters here w)
                else dropped_at here IgwNeedsPrivateDestination w
            | None => dropped_at here IgwNeedsPrivateDestination w
            end in
        let? w := public_access uncollected_open v w in
        match by_number igw_id igw (internet_gateways net) with
        | Some {| igw_edge_table := Some missing |} => unknown_from_here (InSnapshot missing) w
        | _ => arrive_by_ownership (vpc_id v) None here w
        end
    end.

  (** The egress-only gateway that waits for this reply, if any ([EIG-1]). *)
  Definition awaited (w : Walk) : option EigwFlow :=
    match eigw_flow (memory w) with
    | Some f =>
        if negb (wrong M_EigwForgets) && negb (is_new w) && (family (packet w) =? ipv6) &&
           (destination (packet w) =? flow_inside f) && same_connection (flow_key f) (key (packet w))
        then Some f else None
    | None => None
    end.

  Definition owner_of_public_range (address : N) : option Vpc :=
    find (fun v => is_in (public_v6 v) ipv6 address) (vpcs net).

  (** [REA-6], [IGW-6]: a packet on the Internet. *)
  Definition on_internet (w : Walk) : Step :=
    let p := packet w in
    let nobody := dropped_at PInternet NoPossibleDestination w in
    let outside :=
      if is_in (closed_ranges net) (family p) (destination p) && negb (wrong M_ClosedRangesAnswer)
      then nobody
      else delivered_at PInternet AtInternet w in
    match awaited w with
    | Some f =>
        arrive_by_ownership (flow_vpc f) None (PEigw (flow_gateway f))
          (record Enters (PEigw (flow_gateway f)) w)
    | None =>
        if family p =? ipv4 then
          match public_owner net (destination p) with
          | Some (e, _) =>
              match by_number vpc_id (eni_vpc e) (vpcs net) with
              | Some v => enter_vpc v w
              | None => nobody
              end
          | None =>
              if existsb (N.eqb (destination p)) (idle_public_addresses net) ||
                 is_in not_internet ipv4 (destination p)
              then nobody else outside
          end
        else
          match owner_of_public_range (destination p) with
          | Some v => enter_vpc v w
          | None => if is_in internet_v6 ipv6 (destination p) then outside else nobody
          end
    end.

  (** [REA-6]: whether an address is a host of the Internet. *)
  Definition is_internet_host (f address : N) : bool :=
    if f =? ipv4 then
      negb (is_in not_internet ipv4 address) &&
      negb (existsb (N.eqb address) (idle_public_addresses net)) &&
      match public_owner net address with Some _ => false | None => true end
    else
      is_in internet_v6 ipv6 address &&
      match owner_of_public_range address with Some _ => false | None => true end.

  (** An address of the VPC that may leave by IPv6 ([IGW-4], [EIG-1]). *)
  Definition leaves_by_v6 (v : Vpc) (address : N) : bool :=
    (is_in (public_v6 v) ipv6 address || wrong M_PrivateV6Leaves) &&
    existsb (fun e => (eni_vpc e =? vpc_id v) && eni_functional e && owns e ipv6 address)
      (interfaces net).

  (** [IGW-2]: the public address of a private one. *)
  Definition public_address (v : Vpc) (address : N) : option N :=
    let mapping e :=
      if (eni_vpc e =? vpc_id v) && eni_functional e
      then flat_map (fun a => match snd a with
                              | Some public => if fst a =? address then [public] else []
                              | None => []
                              end) (eni_private e)
      else [] in
    match flat_map mapping (interfaces net) with public :: _ => Some public | [] => None end.

  (** [IGW-1], [IGW-2], [IGW-4], [BPA-1]. *)
  Definition to_igw (v : Vpc) (target : Reference) (w : Walk) : Step :=
    match resolve igw_id (internet_gateways net) target with
    | NotThere missing => unknown_from_here (InSnapshot missing) w
    | Object g =>
        let here := PIgw (igw_id g) in
        let attached := match igw_vpc g with Some n => n =? vpc_id v | None => false end in
        let? w := require attached here BadState w in
        let? w := public_access uncollected_open v w in
        let p := packet w in
        let? w :=
          if family p =? ipv4 then
            let public := match public_address v (source p) with
                          | Some a => Some a
                          | None => if wrong M_IgwTakesAnySource then Some (source p) else None
                          end in
            match public with
            | None => dropped_at here IgwNeedsPublicSource w
            | Some a =>
                let? w := require (negb (is_in private_ranges ipv4 (destination p)) || wrong M_IgwToPrivate) here
                            IgwDestinationPrivate w in
                let? w := require (negb (is_in shared_ranges ipv4 (destination p)) || wrong M_IgwToPrivate) here
                            IgwDestinationShared w in
                Go (record Translates here (with_packet (replace_source a p) w))
            end
          else
            let? w := require (leaves_by_v6 v (source p) || wrong M_IgwTakesAnySource) here
                        IgwNeedsPublicSource w in
            Go (record Forwards here w) in
        on_internet (if wrong M_IgwKeepsTag then w else without_tag w)
    end.

  (** [EIG-1]. *)
  Definition to_eigw (v : Vpc) (target : Reference) (w : Walk) : Step :=
    match resolve eigw_id (egress_only_gateways net) target with
    | NotThere missing => unknown_from_here (InSnapshot missing) w
    | Object g =>
        let here := PEigw (eigw_id g) in
        let p := packet w in
        let attached := match eigw_vpc g with Some n => n =? vpc_id v | None => false end in
        let remembered := match eigw_flow (memory w) with
                          | Some f => (flow_gateway f =? eigw_id g) && same_connection (flow_key f) (key p)
                          | None => false
                          end in
        let? w := require (family p =? ipv6) here ProtocolRestriction w in
        let? w := require attached here BadState w in
        let? w := public_access uncollected_open v w in
        let? w := require (is_new w || remembered) here X_NoState w in
        let? w := require (leaves_by_v6 v (source p)) here IgwNeedsPublicSource w in
        let flow := {| flow_gateway := eigw_id g; flow_vpc := vpc_id v; flow_inside := source p;
                       flow_key := key p |} in
        let w := if is_new w then with_memory (remember_flow flow (memory w)) w else w in
        on_internet (record Forwards here (without_tag w))
    end.

  (** ** NAT gateways *)

  (** [NAT-1]. *)
  Definition nat_carries (p : Packet) : bool :=
    (protocol p =? 1) || (protocol p =? 6) || (protocol p =? 17) || wrong M_NatAnyProtocol.

  Definition has_ports (p : Packet) : bool := (protocol p =? 6) || (protocol p =? 17).

  (** [NAT-3]: address and port of the provider's choice; a port exists for TCP and UDP only. *)
  Definition chosen_address (g : NatGateway) (first : N * N) (rest : list (N * N)) : N * N :=
    let n := address_choice choices (nat_id g) in
    nth (N.to_nat (if n <=? N.of_nat (length rest) then n else 0)) (first :: rest) first.

  Definition chosen_end (g : NatGateway) (address : N) (p : Packet) : Connections.End :=
    {| Connections.address := address;
       Connections.port := if has_ports p then N.max 1024 (port_choice choices (nat_id g)) else 0 |}.

  (** [NAT-1] to [NAT-3], [NAT-3a], [NAT-6]. *)
  Definition to_nat (vpc : N) (target : Reference) (w : Walk) : Step :=
    match resolve nat_id (nat_gateways net) target with
    | NotThere missing => unknown_from_here (InSnapshot missing) w
    | Object g =>
        let here := PNat (nat_id g) in
        match nat_not_modelled g, nat_addresses g with
        | Some missing, _ => unknown_from_here (InSnapshot missing) w
        | None, [] => dropped_at here BadState w
        | None, first :: rest =>
            let? w := require ((nat_vpc g =? vpc) && nat_functional g) here BadState w in
            let? w := border Ingress (nat_subnet g) w in
            let? w := require (is_new w) here X_NoState w in
            let p := packet w in
            if (family p =? ipv6) && is_in nat64_range ipv6 (destination p)
            then unknown_from_here Nat64 w
            else
              let? w := require (family p =? ipv4) here ProtocolRestriction w in
              let? w := require (nat_carries p) here ProtocolRestriction w in
              let? w := require (negb (existsb (N.eqb (nat_id g)) (passed w)) || wrong M_NatTranslatesTwice) here X_Loop w in
              let '(address, interface) := chosen_address g first rest in
              let table := kept_for (nat_id g) (nat_tables (memory w)) in
              match nat_out table (if wrong M_NatKeepsSource
                                   then {| Connections.address := source p; Connections.port := source_port p |}
                                   else chosen_end g address p) p with
              | None => dropped_at here BadState w
              | Some (table, p) =>
                  let w := with_memory (remember_bindings (nat_id g) table (memory w)) w in
                  let w := if wrong M_TagSurvivesNat then w
                           else vouched_by (by_number eni_id interface (interfaces net)) [] w in
                  FromNat (record Translates here (past_nat (nat_id g) (with_packet p w))) interface
              end
        end
    end.

  (** ** Peering *)

  (** [PCX-2]: the ranges that the connection lists, which importers complete by those of the VPC; if
      it lists none, those of the VPC. Nothing is known about a VPC that is not here. *)
  Definition is_beyond (far : Side) (f address : N) : bool :=
    match side_ranges far, side_vpc far with
    | _ :: _, _ => is_in (side_ranges far) f address
    | [], Known n => match by_number vpc_id n (vpcs net) with
                     | Some v => is_in (vpc_ranges v) f address
                     | None => false
                     end
    | [], Absent _ => true
    end.

  Definition came_from_nat (w : Walk) : bool :=
    match origin w with
    | Some e => match eni_kind e with OfNatGateway => true | _ => false end
    | None => false
    end.

  (** [PCX-1], [PCX-2], [SG-8], [RT-14]. *)
  Definition to_peering (vpc : N) (target : Reference) (w : Walk) : Step :=
    match resolve pcx_id (peerings net) target with
    | NotThere missing => unknown_from_here (InSnapshot missing) w
    | Object c =>
        let here := PPeering (pcx_id c) in
        match remote_side c vpc with
        | None => dropped_at here BadState w
        | Some (near, far) =>
            let p := packet w in
            let? w := require (pcx_active c || wrong M_PeeringIgnoresState) here BadState w in
            let? w := require (is_beyond far (family p) (destination p) ||
                               wrong M_PeeringIgnoresDestination) here
                        PeeringAddress w in
            let? w := require (match owner net vpc (family p) (source p) with
                               | Some _ => true | None => wrong M_PeeringIgnoresSource end) here
                        PeeringAddress w in
            match side_vpc far with
            | Absent missing => unknown_from_here (InSnapshot missing) w
            | Known v =>
                let w := if (side_region near =? side_region far) || wrong M_RegionsIgnored then w
                       else without_tag w in
                let crossed := {| crossing_address := source p; crossing_peering := pcx_id c;
                                  crossing_vpc := v |} in
                let w := if is_new w && came_from_nat w
                         then with_memory (remember_crossing crossed (memory w)) w else w in
                arrive_by_ownership v None here (record Forwards here w)
            end
        end
    end.

  (** ** Gateway endpoints *)

  Definition is_echo (p : Packet) : bool :=
    ((protocol p =? 1) && ((icmp_type p =? 8) || (icmp_type p =? 0))) ||
    ((protocol p =? 58) && ((icmp_type p =? 128) || (icmp_type p =? 129))).

  (** [RT-11]: a gateway endpoint carries TCP and ICMP echo to its service. *)
  Definition to_endpoint (vpc : N) (target : Reference) (w : Walk) : Step :=
    match resolve endpoint_id (endpoints net) target with
    | NotThere missing => unknown_from_here (InSnapshot missing) w
    | Object g =>
        let here := PEndpoint (endpoint_id g) in
        let p := packet w in
        if negb (endpoint_is_gateway g) then unknown_from_here OtherEndpoint w
        else
          let? w := require (endpoint_functional g && (endpoint_vpc g =? vpc)) here BadState w in
          let? w := require ((protocol p =? 6) || is_echo p || wrong M_EndpointAnyProtocol) here
                      EndpointProtocol w in
          delivered_at here (AtService (BehindEndpoint (endpoint_id g))) w
    end.
End Gateways.
