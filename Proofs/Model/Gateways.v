(** * NAT gateways, peerings, gateway endpoints *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Connections
  Model.SecurityGroups Model.NAT Model.Network Model.Reserved Model.Walk Model.Filters
  Model.Arrival.
Import ListNotations.
Open Scope N_scope.

Section Gateways.
  Variable net : Network.
  Variable choices : Choices.
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Let border := cross_border net uncollected_open wrong.
  Let arrive_at_owner := arrive_by_ownership net uncollected_open wrong.

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
       Connections.port :=
         if has_ports p then N.max 1024 (port_choice choices (nat_id g)) else 0 |}.

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
              let? w := require (negb (existsb (N.eqb (nat_id g)) (passed w)) ||
                                 wrong M_NatTranslatesTwice) here X_Loop w in
              let '(address, interface) := chosen_address g first rest in
              let table := kept_for (nat_id g) (nat_tables (memory w)) in
              match nat_out table (if wrong M_NatKeepsSource
                                   then {| Connections.address := source p;
                                           Connections.port := source_port p |}
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

  (** [PCX-2]: the ranges that the connection lists, which importers complete by those of the VPC;
      if it lists none, those of the VPC. Nothing is known about a VPC that is not here. *)
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
                arrive_at_owner v None here (record Forwards here w)
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
