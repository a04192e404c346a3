(** * The route that a packet takes out of a subnet

    The selection is that of [Model/RouteTables.v]; this file says which routes it gets, what is
    unknown about them, and which choice the provider makes. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.SecurityGroups
  Model.RouteTables Model.Network Model.Reserved Model.Walk Model.Filters.
Import ListNotations.
Open Scope N_scope.

Section Lookup.
  Variable net : Network.
  Variable choices : Choices.
  Variable wrong : Mistake -> bool.

  (** [RT-3], [RT-4], [RT-7]. The snapshot does not tell where a propagated route comes from: all of
      them rank alike, so that two with different targets are left open. *)
  Definition class_of (r : WrittenRoute) : Class :=
    match route_origin r with
    | Propagated => if wrong M_PropagatedInsideLocal then Advertised else VpnBgp
    | ByAdvertisement => Advertised
    | Fixed =>
        match route_target r, route_destination r with
        | TargetLocal, _ => Local
        | _, ByRange _ => Static
        | _, ByList _ => PrefixList
        end
    end.

  (** [RT-2]: filtered routes are not in the table. *)
  Definition is_installed (r : WrittenRoute) : bool :=
    match route_state r with
    | Filtered => wrong M_FilteredInstalled
    | Blackhole => negb (wrong M_BlackholeFallsBack)
    | Active | StateUnknown _ => true
    end.

  Definition installed_routes (t : RouteTable) : list (N * WrittenRoute) :=
    filter (fun nr => is_installed (snd nr)) (numbered 0 (table_routes t)).

  (** [RT-2]: one route for each prefix; a list that is not known adds none here. *)
  Definition prefixes_of (r : WrittenRoute) : list Prefix :=
    match route_destination r with
    | ByRange c => [c]
    | ByList l =>
        match resolve list_id (prefix_lists net) l with
        | NotThere _ => []
        | Object l => match list_entries l with EntriesKnown cs => cs | EntriesUnknown _ => [] end
        end
    end.

  (** The table as the model of route tables takes it: the target of a route is its number. *)
  Definition table_of (t : RouteTable) : Table :=
    flat_map (fun nr =>
      map (fun c => {| RouteTables.prefix := c; RouteTables.class := class_of (snd nr);
                       RouteTables.target := fst nr |}) (prefixes_of (snd nr)))
      (installed_routes t).

  (** A route by a list that is not known: its list, if it may matter for a destination. A gateway
      endpoint's list holds public addresses outside the VPC, and what is propagated inside a local
      route is discarded ([RT-3] (0)). *)
  Definition hidden_entries (table : Table) (p : Packet) (r : WrittenRoute) : list Reason :=
    let missing :=
      match route_destination r with
      | ByRange _ => []
      | ByList l =>
          match resolve list_id (prefix_lists net) l with
          | NotThere missing => [InSnapshot missing]
          | Object l => match list_entries l with
                        | EntriesKnown _ => []
                        | EntriesUnknown missing => [InSnapshot missing]
                        end
          end
      end in
    let is_inside := existsb (fun l => is_local l && candidate p l) table in
    let is_private :=
      is_in (private_ranges ++ shared_ranges ++ unique_local) (family p) (destination p) in
    match route_target r, route_origin r with
    | TargetEndpoint _, _ => if is_private || is_inside then [] else missing
    | _, Propagated =>
        if is_inside && negb (wrong M_PropagatedInsideLocal) then [] else missing
    | _, _ => missing
    end.

  (** What a look-up comes to. *)
  Inductive Lookup :=
    | NoTable (missing : Missing)
    | NothingFound
    | Selected (table route : N) (under : Prefix) (written : WrittenRoute)
    | BackOverPeering (connection : N)                            (** [NAT-10] *)
    | InDoubt (reason : Reason) (only : option Target)  (** [only]: the one target it may have *).

  Definition reference_code (r : Reference) : N * N :=
    match r with Known n => (0, n) | Absent m => (1, m) end.

  Definition target_code (t : Target) : N * (N * N) :=
    match t with
    | TargetLocal => (0, (0, 0))
    | TargetIgw r => (1, reference_code r)
    | TargetEigw r => (2, reference_code r)
    | TargetNat r => (3, reference_code r)
    | TargetPeering r => (4, reference_code r)
    | TargetInterface r => (5, reference_code r)
    | TargetEndpoint r => (6, reference_code r)
    | TargetNotModelled m => (7, (0, m))
    end.

  Definition state_code (s : RouteState) : N * N :=
    match s with
    | Active => (0, 0)
    | Blackhole => (1, 0)
    | Filtered => (2, 0)
    | StateUnknown m => (3, m)
    end.

  Definition pair_equal (a b : N * N) : bool := (fst a =? fst b) && (snd a =? snd b).

  Definition leads_alike (a b : WrittenRoute) : bool :=
    let ta := target_code (route_target a) in
    let tb := target_code (route_target b) in
    (fst ta =? fst tb) && pair_equal (snd ta) (snd tb) &&
    pair_equal (state_code (route_state a)) (state_code (route_state b)).

  Definition written (t : RouteTable) (r : RouteTables.Route) : option WrittenRoute :=
    option_map snd (find (fun nr => fst nr =? RouteTables.target r) (installed_routes t)).

  Definition nth_or_first {A} (n : N) (first : A) (rest : list A) : A :=
    nth (N.to_nat (if n <=? N.of_nat (length rest) then n else 0)) (first :: rest) first.

  (** The routes that the table keeps for a packet, in table order. *)
  Definition best_routes (table : Table) (p : Packet) : list RouteTables.Route :=
    if wrong M_ShortestPrefix then
      let all := filter (competes table p) table in
      let length_of r := prefix_length (RouteTables.prefix r) in
      filter (fun r => forallb (fun o => length_of r <=? length_of o) all) all
    else selected table p.

  Definition chosen_tie (t : RouteTable) (first : RouteTables.Route) : N :=
    if wrong M_TiesIgnored then 0
    else tie_choice choices (table_id t) (RouteTables.prefix first).

  (** [RT-3] to [RT-7] with the provider's choice ([RT-5]). *)
  Definition select (t : RouteTable) (p : Packet) : Lookup :=
    let table := table_of t in
    let settled r :=
      match written t r with
      | None => NothingFound
      | Some w =>
          match route_state w with
          | StateUnknown m => InDoubt (InSnapshot m) (Some (route_target w))
          | Active | Blackhole | Filtered =>
              Selected (table_id t) (RouteTables.target r) (RouteTables.prefix r) w
          end
      end in
    match best_routes table p with
    | [] => NothingFound
    | first :: rest =>
        match RouteTables.class first with
        | Local | Static => settled first
        | PrefixList => settled (nth_or_first (chosen_tie t first) first rest)
        | DirectConnect | VpnStatic | VpnBgp | Advertised =>
            let alike r := match written t first, written t r with
                           | Some a, Some b => leads_alike a b
                           | _, _ => false
                           end in
            if forallb alike rest then settled first
            else InDoubt OpenPriority None
        end
    end.

  (** A plain route to exactly this address, in whatever state: no prefix list holds anything
      better. *)
  Definition has_host_route (t : RouteTable) (p : Packet) : bool :=
    match best_routes (table_of t) p with
    | [] => false
    | first :: _ =>
        match RouteTables.class first with
        | Local | Static =>
            prefix_length (RouteTables.prefix first) =? address_bits (family p)
        | PrefixList | DirectConnect | VpnStatic | VpnBgp | Advertised => false
        end
    end.

  (** With the routes whose lists are not known. *)
  Definition select_with_doubts (t : RouteTable) (p : Packet) : Lookup :=
    let known := select t p in
    match flat_map (fun nr => hidden_entries (table_of t) p (snd nr)) (installed_routes t) with
    | [] => known
    | reason :: _ =>
        if has_host_route t p || wrong M_HiddenListsIgnored then known else InDoubt reason None
    end.

  (** [NAT-10]: the reply to a packet that came straight from a NAT gateway over a peering. *)
  Definition is_reply_to_nat (vpc : N) (w : Walk) : option N :=
    match phase w, crossing (memory w) with
    | Established, Some c =>
        if negb (wrong M_RepliesToNatNeedRoute) && (crossing_vpc c =? vpc) &&
           (family (packet w) =? ipv4) && (destination (packet w) =? crossing_address c)
        then Some (crossing_peering c) else None
    | _, _ => None
    end.

  Definition return_over (connection : N) (l : Lookup) : Lookup :=
    match l with
    | NothingFound => BackOverPeering connection
    | Selected t n under r =>
        match route_state r, route_target r with
        | Active, TargetPeering (Known c) =>
            if c =? connection then l else InDoubt OddReturn None
        | _, _ => InDoubt OddReturn None
        end
    | NoTable _ | BackOverPeering _ | InDoubt _ _ => l
    end.

  (** The route out of a subnet. *)
  Definition look_up (s : Subnet) (w : Walk) : Lookup :=
    match resolve table_id (route_tables net) (subnet_table s) with
    | NotThere missing => NoTable missing
    | Object t =>
        let found := select_with_doubts t (packet w) in
        match is_reply_to_nat (subnet_vpc s) w with
        | Some connection => return_over connection found
        | None => found
        end
    end.

  (** ** What the route means for a group as destination ([SG-7]) *)

  Definition peering_heading (vpc connection : N) : Heading :=
    match by_number pcx_id connection (peerings net) with
    | None => Elsewhere
    | Some c =>
        match remote_side c vpc with
        | None => Elsewhere
        | Some (near, far) =>
            if pcx_active c && ((side_region near =? side_region far) || wrong M_RegionsIgnored)
            then
              match side_vpc far with
              | Known v => IntoPeer v
              | Absent missing => NotKnown (InSnapshot missing)   (** [SG-8] *)
              end
            else Elsewhere
        end
    end.

  Definition target_heading (vpc : N) (t : Target) : Heading :=
    match t with
    | TargetLocal => InsideVpc vpc
    | TargetPeering (Known c) => peering_heading vpc c
    | TargetPeering (Absent missing) => NotKnown (InSnapshot missing)
    | TargetIgw _ | TargetEigw _ | TargetNat _ | TargetInterface _ | TargetEndpoint _
    | TargetNotModelled _ => Elsewhere
    end.

  (** Where the route leads, before it is taken. Where the look-up itself is open, so is every group
      as destination; a route in an unknown state leads to its target if anywhere. *)
  Definition heading_of (s : Subnet) (w : Walk) : Heading :=
    let vpc := subnet_vpc s in
    match look_up s w with
    | NoTable missing => NotKnown (InSnapshot missing)
    | NothingFound => Elsewhere
    | Selected _ _ _ r => target_heading vpc (route_target r)
    | BackOverPeering c => peering_heading vpc c
    | InDoubt _ (Some t) => target_heading vpc t
    | InDoubt reason None => NotKnown reason
    end.
End Lookup.
