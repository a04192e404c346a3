(** * The Internet and its gateways *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Connections
  Model.SecurityGroups Model.NAT Model.Network Model.Reserved Model.Walk Model.Filters
  Model.Arrival.
Import ListNotations.
Open Scope N_scope.

Section Internet.
  Variable net : Network.
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Let arrive_at_owner := arrive_by_ownership net uncollected_open wrong.

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
            then arrive_at_owner (vpc_id v) None (PEigw (eigw_id g)) w
            else dropped_at (PEigw (eigw_id g)) X_EigwInbound w
        | _, _ => dropped_at (PVpc (vpc_id v)) IgwNeedsPrivateDestination w
        end
    | Some igw =>
        let here := PIgw igw in
        let? w := require (negb (is_in private_ranges (family p) (source p))) here
                    IgwSourcePrivate w in
        let? w := require (negb (is_in shared_ranges (family p) (source p))) here
                    IgwSourceShared w in
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
        | _ => arrive_at_owner (vpc_id v) None here w
        end
    end.

  (** The egress-only gateway that waits for this reply, if any ([EIG-1]). *)
  Definition awaited (w : Walk) : option EigwFlow :=
    match eigw_flow (memory w) with
    | Some f =>
        if negb (wrong M_EigwForgets) && negb (is_new w) && (family (packet w) =? ipv6) &&
           (destination (packet w) =? flow_inside f) &&
           same_connection (flow_key f) (key (packet w))
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
        arrive_at_owner (flow_vpc f) None (PEigw (flow_gateway f))
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
                let? w := require (negb (is_in private_ranges ipv4 (destination p)) ||
                                   wrong M_IgwToPrivate) here
                            IgwDestinationPrivate w in
                let? w := require (negb (is_in shared_ranges ipv4 (destination p)) ||
                                   wrong M_IgwToPrivate) here
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
                          | Some f => (flow_gateway f =? eigw_id g) &&
                                      same_connection (flow_key f) (key p)
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
End Internet.
