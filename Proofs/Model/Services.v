(** * Protocol, port and ICMP tests of security group and network ACL rules *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes.
Import ListNotations.
Open Scope N_scope.

(** [SG-3], [NACL-3]. The protocol [-1] is [Anything] and ignores ports; TCP and UDP test the
    destination port in both directions; ICMP of one family tests type and code, with wildcards; any
    other protocol number has nothing but itself. *)
Inductive Service :=
  | Anything
  | Ports (number : N) (ports : Interval)
  | Icmp (number : N) (type code : option N)
  | Number (number : N).

Definition wildcard (expected : option N) (value : N) : bool :=
  match expected with None => true | Some n => value =? n end.

Definition service_matches (s : Service) (p : Packet) : bool :=
  match s with
  | Anything => true
  | Ports n ports => (protocol p =? n) && within (destination_port p) ports
  | Icmp n type code =>
      (protocol p =? n) && wildcard type (icmp_type p) && wildcard code (icmp_code p)
  | Number n => protocol p =? n
  end.

Definition wildcard_box (f : Field) (expected : option N) : Box :=
  match expected with None => [] | Some n => [{| field := f; range := exactly n |}] end.

Definition service_box (s : Service) : Box :=
  match s with
  | Anything => []
  | Ports n ports =>
      [{| field := Protocol; range := exactly n |}; {| field := DestinationPort; range := ports |}]
  | Icmp n type code =>
      {| field := Protocol; range := exactly n |} ::
        wildcard_box IcmpType type ++ wildcard_box IcmpCode code
  | Number n => [{| field := Protocol; range := exactly n |}]
  end.
