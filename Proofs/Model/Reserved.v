(** * Addresses with a meaning of their own *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Network.
Import ListNotations.
Open Scope N_scope.

Definition v4_range (a b c d length : N) : Prefix :=
  {| prefix_family := ipv4; network := ((a * 256 + b) * 256 + c) * 256 + d;
     prefix_length := length |}.

(** [first] is the leading 16-bit group of the address. *)
Definition v6_range (first second length : N) : Prefix :=
  {| prefix_family := ipv6; network := (first * 65536 + second) * 2 ^ 96;
     prefix_length := length |}.

(** RFC 1918. *)
Definition private_ranges : list Prefix :=
  [v4_range 10 0 0 0 8; v4_range 172 16 0 0 12; v4_range 192 168 0 0 16].

(** RFC 6598. *)
Definition shared_ranges : list Prefix := [v4_range 100 64 0 0 10].

(** Unique local IPv6 addresses. *)
Definition unique_local : list Prefix := [v6_range 64512 0 7].

(** Link-local ranges that no router carries, and the provider's own IPv6 range ([RT-8]). *)
Definition never_forwarded : list Prefix := [v4_range 169 254 0 0 16; v6_range 64768 3778 32].

(** [PKT-2]: multicast and broadcast. *)
Definition to_many : list Prefix :=
  [v4_range 224 0 0 0 4; v4_range 255 255 255 255 32; v6_range 65280 0 8].

(** [REA-6]: IPv4 addresses that are no host of the Internet. *)
Definition not_internet : list Prefix :=
  private_ranges ++ shared_ranges ++
  [v4_range 0 0 0 0 8; v4_range 127 0 0 0 8; v4_range 169 254 0 0 16; v4_range 224 0 0 0 3].

(** [REA-6]: the IPv6 addresses of the Internet. *)
Definition internet_v6 : list Prefix := [v6_range 8192 0 3].

(** [NAT-9]. *)
Definition nat64_range : list Prefix := [v6_range 100 65435 96].

Definition is_in (cs : list Prefix) (f address : N) : bool := any_contains cs f address.

(** ** Provider services at fixed addresses *)

(** A service that ends a packet: the Resolver by name, others by their address; or a gateway
    endpoint ([GWE-1]). *)
Inductive ServiceName :=
  | Resolver
  | ServiceAt (service_family service_address : N)
  | BehindEndpoint (endpoint : N).

(** [ENI-7], [NACL-8]: the IPv4 services apart from the Resolver. *)
Definition services_v4 : list N :=
  map network
    [v4_range 169 254 169 254 32; v4_range 169 254 169 123 32; v4_range 169 254 169 250 32;
     v4_range 169 254 169 251 32; v4_range 169 254 170 2 32].

Definition resolver_v4 : N := network (v4_range 169 254 169 253 32).

(** fd00:ec2::[low]. *)
Definition provider_v6 (low : N) : N := network (v6_range 64768 3778 32) + low.

Definition services_v6 : list N := map provider_v6 [596; 291; 592; 35].

Definition resolver_v6 : N := provider_v6 595.

(** [ENI-7]: base + 2 of the first IPv4 range of the VPC. *)
Definition vpc_resolver (v : Vpc) : option N :=
  match vpc_ipv4 v with
  | c :: _ => Some (low (prefix_interval c) + 2)
  | [] => None
  end.

Definition is_vpc_resolver (v : Vpc) (address : N) : bool :=
  match vpc_resolver v with Some n => n =? address | None => false end.

(** The service that a host of the VPC finds at an address, if any. *)
Definition exempt_service (v : option Vpc) (f address : N) : option ServiceName :=
  if f =? ipv4 then
    if (address =? resolver_v4) ||
       match v with Some vpc => is_vpc_resolver vpc address | None => false end
    then Some Resolver
    else if existsb (N.eqb address) services_v4 then Some (ServiceAt f address) else None
  else
    if address =? resolver_v6 then Some Resolver
    else if existsb (N.eqb address) services_v6 then Some (ServiceAt f address) else None.
