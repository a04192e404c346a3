(** * Filters on the way: security groups and network ACLs

    The decisions are those of [Model/SecurityGroups.v] and [Model/NetworkACL.v]; this file says
    which rules they get, what of them is unknown ([CNV-2]), and what the trace shows. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services Model.Connections
  Model.SecurityGroups Model.NetworkACL Model.Network Model.Walk.
Import ListNotations.
Open Scope N_scope.

Section Filters.
  Variable net : Network.
  (** Filters that were not collected stand open ([IMP-3a]); otherwise they are unknown. *)
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Definition same_direction (a b : Direction) : bool :=
    match a, b with
    | Ingress, Ingress | Egress, Egress => true
    | Ingress, Egress | Egress, Ingress => false
    end.

  (** ** Security groups *)

  Definition known_groups (e : Interface) : list N :=
    flat_map (fun r => match r with Known g => [g] | Absent _ => [] end) (eni_groups e).

  Definition members (g : N) (among : Interface -> bool) : list Interface :=
    filter (fun e => among e && existsb (N.eqb g) (known_groups e)) (interfaces net).

  (** Where the packet is about to go, as far as a group as destination is concerned ([SG-7]). *)
  Inductive Heading :=
    | InsideVpc (vpc : N)                       (** the subnet, or a local route *)
    | IntoPeer (vpc : N)                        (** over an active peering of one Region *)
    | Elsewhere
    | NotKnown (reason : Reason)                (** the route, or the VPC beyond the peering *).

  (** [SG-7]: the private addresses of the members that count. *)
  Definition members_ahead (heading : Heading) (g : N) : list Prefix :=
    match heading with
    | InsideVpc v | IntoPeer v =>
        flat_map owned (members g (fun e => (eni_vpc e =? v) || wrong M_MembersAnywhere))
    | Elsewhere | NotKnown _ =>
        if wrong M_MembersAnywhere then flat_map owned (members g (fun _ => true)) else []
    end.

  Definition every_address : Peer :=
    Entries [{| prefix_family := ipv4; network := 0; prefix_length := 0 |};
             {| prefix_family := ipv6; network := 0; prefix_length := 0 |}].

  (** A peer as the model of security groups takes it, or why it is not known. *)
  Definition readable_peer (d : Direction) (heading : Heading) (p : WrittenPeer) : Peer + Reason :=
    match p with
    | ToRange c => inl (Cidr c)
    | ToList r =>
        match resolve list_id (prefix_lists net) r with
        | NotThere missing => inr (InSnapshot missing)
        | Object l =>
            match list_entries l with
            | EntriesKnown cs => inl (Entries (if wrong M_ListsUnread then [] else cs))
            | EntriesUnknown missing => inr (InSnapshot missing)
            end
        end
    | ToGroup (Absent missing) => inr (InSnapshot missing)
    | ToGroup (Known g) =>
        if wrong M_AnyGroupMatches then inl every_address
        else
          match d, heading with
          | Egress, NotKnown reason => inr reason
          | _, _ => inl (Group g)
          end
    | ToDeleted => inl (Entries [])             (** [SG-10] *)
    | ToUnknown missing => inr (InSnapshot missing)
    end.

  (** A rule of the direction: its place, and what it says if that is known. *)
  Record ReadRule := {
    read_place : Place;
    read_service : Service;
    read_peer : Peer + Reason;
  }.

  Fixpoint numbered {A} (n : N) (l : list A) : list (N * A) :=
    match l with [] => [] | x :: rest => (n, x) :: numbered (n + 1) rest end.

  Definition service_read (s : Service) : Service :=
    match s with
    | Icmp n type _ => if wrong M_IcmpCodeIgnored then Icmp n type None else s
    | Anything | Ports _ _ | Number _ => s
    end.

  Definition read_group (d : Direction) (heading : Heading) (g : SecurityGroup) :
    list ReadRule :=
    map (fun nr => {| read_place := PGroup (group_id g) (fst nr);
                      read_service := service_read (rule_service (snd nr));
                      read_peer := readable_peer d heading (rule_peer (snd nr)) |})
      (filter (fun nr => same_direction (rule_direction (snd nr)) d || wrong M_OtherDirectionCounts)
         (numbered 0 (group_rules g))).

  (** The groups of an interface in order, or what is missing of them. *)
  Definition read_groups (d : Direction) (heading : Heading) (e : Interface) :
    list (list ReadRule + Reason) :=
    map (fun r => match resolve group_id (security_groups net) r with
                  | Object g => inl (read_group d heading g)
                  | NotThere missing => inr (InSnapshot missing)
                  end) (eni_groups e).

  (** What the model of security groups decides about: the rules that are known. *)
  Definition known_rule (r : ReadRule) : list (Place * SgRule) :=
    match read_peer r with
    | inl other => [(read_place r, {| sg_service := read_service r; sg_peer := other |})]
    | inr _ => []
    end.

  Definition known_rules (gs : list (list ReadRule + Reason)) : list (list (Place * SgRule)) :=
    map (fun g => match g with inl rules => flat_map known_rule rules | inr _ => [] end) gs.

  (** The first reason why a packet that no known rule allows might still be allowed: a rule for its
      traffic whose peer is not known, or a group that is missing. *)
  Definition first_doubt (p : Packet) (gs : list (list ReadRule + Reason)) : option Reason :=
    let doubt_of r := match read_peer r with
                      | inr reason => if service_matches (read_service r) p then [reason] else []
                      | inl _ => []
                      end in
    match flat_map (fun g => match g with inl rules => flat_map doubt_of rules
                                        | inr reason => [reason] end) gs with
    | reason :: _ => Some reason
    | [] => None
    end.

  (** [SG-5], [SG-7]: what a reference can see. *)
  Definition context_of (heading : Heading) (w : Walk) : Context :=
    {| sender_groups := tag w;
       sender_addresses := match origin w with Some e => owned e | None => [] end;
       reachable_members := members_ahead heading |}.

  (** [SG-12]: which interfaces are judged. A service whose behaviour is not modelled and that has
      no groups is one that cannot have any. *)
  Definition is_judged (e : Interface) : bool :=
    match eni_kind e, eni_groups e with
    | OfNatGateway, _ | EndsNothing, _ => false
    | ServiceNotModelled _, [] => false
    | _, _ => true
    end.

  Definition phase_seen (w : Walk) : Phase :=
    if wrong M_RepliesJudgedByRules then New else phase w.

  (** [SG-1], [SG-2], with the groups of an interface in one direction. *)
  Definition judge_groups (d : Direction) (heading : Heading) (e : Interface) (w : Walk) : Step :=
    if negb (is_judged e) then Go w
    else
      let p := packet w in
      let read := read_groups d heading e in
      let known := known_rules read in
      let context := context_of heading w in
      let '(allowed, state) :=
        sg_decision d context (map (map snd) known) (connections_of e (memory w)) (phase_seen w)
          p in
      let is_reply := match phase_seen w with
                      | Established => tracked (connections_of e (memory w)) p
                      | New => false
                      end in
      if allowed then
        let w := with_memory (remember_connections e state (memory w)) w in
        match is_reply, find (fun pr => sg_rule_matches d context (snd pr) p) (concat known) with
        | false, Some (where_, _) => Go (record Allows where_ w)
        | _, _ => Go (record Allows (PInterface (eni_id e)) w)
        end
      else
        match first_doubt p read with
        | Some reason => Go (note reason w)
        | None =>
            let has_rules :=
              existsb (fun g => match g with inl (_ :: _) => true | _ => false end) read in
             dropped_at (PGroups (eni_id e)) (if has_rules then GroupsMismatch else GroupsEmpty) w
        end.

  (** ** Network ACLs *)

  Definition acl_rule_of (e : AclEntry) : AclRule :=
    {| number := if wrong M_LastEntryWins then 65536 - entry_number e else entry_number e;
       action := if entry_allows e then Allow else Deny;
       service := entry_service e; cidr := entry_range e |}.

  Definition entries_of (d : Direction) (acl : NetworkAcl) : list (N * AclEntry) :=
    filter (fun ne => same_direction (entry_direction (snd ne)) d) (numbered 0 (acl_entries acl)).

  (** The entry that decides ([NACL-2]). *)
  Definition deciding_entry (d : Direction) (entries : list (N * AclEntry)) (p : Packet) :
    option (N * AclEntry) :=
    match lowest (filter (fun r => acl_rule_matches d r p)
                    (map (fun ne => acl_rule_of (snd ne)) entries)) with
    | None => None
    | Some best =>
        find (fun ne => acl_rule_matches d (acl_rule_of (snd ne)) p &&
                        (number (acl_rule_of (snd ne)) =? number best)) entries
    end.

  (** [NACL-2], [NACL-7]; an entry that was not understood makes the decision unknown. *)
  Definition judge_entries (d : Direction) (acl : NetworkAcl) (w : Walk) : Step :=
    let entries := entries_of d acl in
    match deciding_entry d entries (packet w) with
    | None => dropped_at (PAclDefault (acl_id acl)) AclRestriction w
    | Some (index, entry) =>
        match entry_unknown entry, wrong M_UnknownsForgotten with
        | Some missing, false => Go (note (InSnapshot missing) w)
        | _, _ =>
            match acl_decision d (map (fun ne => acl_rule_of (snd ne)) entries) (packet w) with
            | Allow => Go (record Allows (PAclEntry (acl_id acl) index) w)
            | Deny => dropped_at (PAclEntry (acl_id acl) index) AclRestriction w
            end
        end
    end.

  (** [NACL-5]: the border of a subnet, in one direction. *)
  Definition cross_border (d : Direction) (subnet : N) (w : Walk) : Step :=
    let skipped := (wrong M_AclNotOnArrival && same_direction d Ingress) ||
                   (wrong M_AclRemembers &&
                    match phase w with Established => true | New => false end)
    in
    if skipped then Go w
    else
    match by_number subnet_id subnet (subnets net) with
    | None => unknown_from_here (InSnapshot nowhere) w
    | Some s =>
        match subnet_acl s with
        | AclAssumedOpen => Go (record Allows (PSubnet subnet) w)
        | AclNotCollected missing =>
            if uncollected_open then Go (record Allows (PSubnet subnet) w)
            else Go (note (InSnapshot missing) w)
        | AclAbsent missing => Go (note (InSnapshot missing) w)
        | AclOf a =>
            match by_number acl_id a (network_acls net) with
            | None => Go (note (InSnapshot nowhere) w)
            | Some acl => judge_entries d acl w
            end
        end
    end.

  (** [BPA-1], as far as it is modelled, where a packet crosses a gateway to the Internet. *)
  Definition public_access (v : Vpc) (w : Walk) : Step :=
    match vpc_access v with
    | AccessOff => Go w
    | AccessNotCollected missing =>
        if uncollected_open then Go (record Allows (PVpc (vpc_id v)) w)
        else Go (note (InSnapshot missing) w)
    | AccessNotModelled missing => Go (note (InSnapshot missing) w)
    end.
End Filters.
Arguments InsideVpc : clear implicits.
