(** * Network ACLs *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services.
Import ListNotations.
Open Scope N_scope.

Inductive Action := Allow | Deny.

(** One entry of one direction ([NACL-2], [NACL-3]). *)
Record AclRule := { number : N; action : Action; service : Service; cidr : Prefix }.

Definition acl_rule_matches (d : Direction) (r : AclRule) (p : Packet) : bool :=
  prefix_matches (cidr r) (peer d) p && service_matches (service r) p.

(** The rule with the lowest number; of equal numbers the earlier one. *)
Fixpoint lowest (rules : list AclRule) : option AclRule :=
  match rules with
  | [] => None
  | r :: rest =>
      match lowest rest with
      | Some best => if number best <? number r then Some best else Some r
      | None => Some r
      end
  end.

(** [NACL-2]: among the rules that match, the one with the lowest number decides; if none matches,
    the last rule [*] denies. The order of the list has no effect beyond equal numbers. *)
Definition acl_decision (d : Direction) (rules : list AclRule) (p : Packet) : Action :=
  match lowest (filter (fun r => acl_rule_matches d r p) rules) with
  | Some r => action r
  | None => Deny
  end.

(** ** The compiled form *)

Definition acl_rule_box (d : Direction) (r : AclRule) : Box :=
  prefix_box (cidr r) (peer d) ++ service_box (service r).

Fixpoint insert (r : AclRule) (sorted : list AclRule) : list AclRule :=
  match sorted with
  | [] => [r]
  | s :: rest => if number s <? number r then s :: insert r rest else r :: sorted
  end.

(** Ascending by number. *)
Definition ascending (rules : list AclRule) : list AclRule := fold_right insert [] rules.

(** An ordered list of tests, the last of which takes everything else, as one guard per entry: the
    packets that pass this test and none before. *)
Fixpoint first_match_guards {A} (earlier : Boxes) (tests : list (Boxes * A)) (otherwise : A) :
  list (Boxes * A) :=
  match tests with
  | [] => [(outside earlier, otherwise)]
  | (test, result) :: rest =>
      (subtract test earlier, result) :: first_match_guards (test ++ earlier) rest otherwise
  end.

(** The guards of a network ACL, one for each rule in order and one for the last rule [*]. *)
Definition acl_guards (d : Direction) (rules : list AclRule) : list (Boxes * Action) :=
  first_match_guards nothing (map (fun r => ([acl_rule_box d r], action r)) (ascending rules)) Deny.

Definition is_allow (a : Action) : bool := match a with Allow => true | Deny => false end.

(** What the network ACL lets through, as one union of boxes. *)
Definition acl_allows (d : Direction) (rules : list AclRule) : Boxes :=
  flat_map (fun guarded => if is_allow (snd guarded) then fst guarded else nothing)
    (acl_guards d rules).
