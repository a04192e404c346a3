(** * Packets

    The wire part of a packet ([PKT-1]): ten fields, each a binary number. Ghost fields ([PKT-3]:
    phase, groups of the sender) are kept where they are used, in [Model/SecurityGroups.v]; the
    finite ones are part of a location of the forwarding graph. *)

From Coq Require Import NArith Bool.
Open Scope N_scope.

(** The address families of [PKT-1], as the numbers 4 and 6, so that a family test is an interval
    test like any other. [CNV-5]: every address test of the model goes with a family test. *)
Definition ipv4 : N := 4.
Definition ipv6 : N := 6.

(** [PKT-1]. An IPv4 address is a number below 2^32, an IPv6 address one below 2^128. *)
Record Packet := {
  family : N;
  source : N;
  destination : N;
  protocol : N;
  source_port : N;
  destination_port : N;
  icmp_type : N;
  icmp_code : N;
  tcp_syn : N;
  tcp_ack : N;
}.

(** The names of the fields, for tests and rewrites that are data. *)
Inductive Field :=
  | Family
  | Source
  | Destination
  | Protocol
  | SourcePort
  | DestinationPort
  | IcmpType
  | IcmpCode
  | TcpSyn
  | TcpAck.

Scheme Equality for Field.

(** The value of one field. *)
Definition read (f : Field) (p : Packet) : N :=
  match f with
  | Family => family p
  | Source => source p
  | Destination => destination p
  | Protocol => protocol p
  | SourcePort => source_port p
  | DestinationPort => destination_port p
  | IcmpType => icmp_type p
  | IcmpCode => icmp_code p
  | TcpSyn => tcp_syn p
  | TcpAck => tcp_ack p
  end.

(** The greatest value that a field holds. An address field holds either family. *)
Definition maximum (f : Field) : N :=
  match f with
  | Family => ipv6
  | Source | Destination => 2 ^ 128 - 1
  | Protocol | IcmpType | IcmpCode => 255
  | SourcePort | DestinationPort => 65535
  | TcpSyn | TcpAck => 1
  end.

(** Each field holds a value that it can hold on the wire ([PKT-1]). *)
Definition on_wire (p : Packet) : Prop := forall f, read f p <= maximum f.
