# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What devices announce by DNS-SD, after public dumps of real ones; serials and MACs are made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """One DNS-SD service instance."""

    name: str
    type: str
    port: int
    txt: tuple = ()
    subtypes: tuple = ()


# All of QNAP's keys are one TXT string with commas.
QNAP = (
    Service("NAS-ACCOUNTS", "_qdiscover._tcp", 8080, (
        "accessType=https,accessPort=443,model=TS-X64,displayModel=TS-464C,"
        "fwVer=5.2.9,fwBuildNum=20260214",)),
    Service("NAS-ACCOUNTS", "_http._tcp", 8080, ("path=/",)),
    Service("NAS-ACCOUNTS", "_smb._tcp", 445),
    Service("NAS-ACCOUNTS(AFP)", "_device-info._tcp", 0, ("model=Xserve",)),
)

QNAP_OLD_QTS = (
    Service("NAS-ARCHIVE", "_qdiscover._tcp", 5000, (
        "accessType=http,accessPort=5000,model=TS-X31,displayModel=TS-231P,fwVer=4.3.6,"
        "fwBuildNum=20230301,serialNum=Q000T00001,webAdmPort=0,webAdmSslPort=0,webPort=0,"
        "webSslPort=0",)),
)

SYNOLOGY = (
    Service("DISKSTATION", "_http._tcp", 5000, (
        "vendor=Synology", "model=DS920+", "serial=0000TST000001", "version_major=7",
        "version_minor=2", "version_build=64570", "admin_port=5000", "secure_admin_port=5001",
        "mac_address=00:11:32:00:00:01|00:11:32:00:00:02")),
    Service("DISKSTATION", "_smb._tcp", 445),
)

# Nothing in it says TrueNAS; the icon is a hint at most.
TRUENAS = (
    Service("truenas", "_http._tcp", 80),
    Service("truenas", "_smb._tcp", 445),
    Service("truenas", "_device-info._tcp", 9, ("model=MacPro7,1@ECOLOR=226,226,224",)),
)

SHARP_UUID = "UUID=16a65700-007c-1000-bb49-0277000000aa"

SHARP_MFP = (
    Service("SHARP MX-3071 (0277AA)", "_ipp._tcp", 631, (
        "txtvers=1", "qtotal=1", "rp=ipp/print", "ty=SHARP MX-3071", "product=(SHARP MX-3071)",
        "adminurl=http://sharp.local./", "usb_MFG=SHARP", "usb_MDL=MX-3071", SHARP_UUID,
        "Color=T", "Duplex=T")),
    Service("SHARP MX-3071 (0277AA)", "_ipps._tcp", 443, (
        "txtvers=1", "rp=ipp/print", "ty=SHARP MX-3071", SHARP_UUID, "TLS=1.2")),
    Service("SHARP MX-3071 (0277AA)", "_pdl-datastream._tcp", 9100, (
        "txtvers=1", "ty=SHARP MX-3071", "product=(SHARP MX-3071)")),
    Service("SHARP MX-3071 (0277AA)", "_http._tcp", 80, ("path=/",)),
    Service("SHARP MX-3071 (0277AA)", "_uscan._tcp", 80, (
        "txtvers=1", "rs=eSCL", "ty=SHARP MX-3071", SHARP_UUID)),
)

# The misspelt key and the dot after the host are the printer's own.
HP = (
    Service("HP LaserJet 700 M712 [000001]", "_ipp._tcp", 631, (
        "txtvers=1", "rp=ipp/print", "ty=HP LaserJet 700 M712", "product=(HP LaserJet 700 M712)",
        "adminurl=http://NPI000001.local.", "UUID=56ff35dd-0000-1000-8000-000000000001",
        "usb_MFC=Hewlett-Packard")),
)

BROTHER = (
    Service("Brother MFC-J4410DW", "_ipp._tcp", 631, (
        "txtvers=1", "rp=ipp/print", "ty=Brother MFC-J4410DW", "product=(Brother MFC-J4410DW)",
        "adminurl=http://BRW000000000003.local./net/net/airprint.html",
        "UUID=e3248000-80ce-11db-8000-000000000003")),
    Service("Brother MFC-J4410DW", "_printer._tcp", 515, (
        "txtvers=1", "rp=BINARY_P1", "ty=Brother MFC-J4410DW", "pdl=application/vnd.hp-PCL")),
)

EPSON = (
    Service("EPSON XP-4100 Series", "_ipp._tcp", 631, (
        "txtvers=1", "rp=ipp/print", "ty=EPSON XP-4100 Series",
        "adminurl=http://EPSON000004.local.:80/PRESENTATION/BONJOUR",
        "UUID=cfe92100-67c4-11d4-a45f-000000000004", "usb_MFG=EPSON",
        "usb_MDL=XP-4100 Series")),
)

# No UUID: the makes that have none must not be merged by one.
RICOH = (
    Service("RICOH MP C2011 [000005]", "_ipp._tcp", 631, (
        "txtvers=1", "rp=printer", "ty=RICOH MP C2011", "product=(RICOH MP C2011 PS3)",
        "adminurl=http://RNP000000000005.local/")),
    Service("RICOH MP C2011 [000005]", "_pdl-datastream._tcp", 9100, (
        "txtvers=1", "ty=RICOH MP C2011", "product=(RICOH MP C2011 PS3)")),
)

# A scanner alone, as multifunction printers without AirPrint announce.
KYOCERA = (
    Service("Kyocera ECOSYS M2040dn", "_uscan._tcp", 9095, (
        "txtvers=1", "ty=Kyocera ECOSYS M2040dn", "rs=eSCL", "vers=2.62", "is=platen,adf",
        "UUID=4509a320-00a0-008f-00b6-000000000006", "adminurl=https://KM000006.local/")),
)

# One string of a real dump has a colon where the equals sign belongs.
XEROX = (
    Service("Phaser 3020 (XRX000000000007)", "_ipp._tcp", 631, (
        "txtvers=1", "rp=ipp/print", "ty=Xerox Phaser 3020", "usb_MFG=Xerox",
        "usb_MDL:Phaser 3020", "UUID=16a65700-007c-1000-bb49-000000000007")),
)

# A shared queue of another computer, and computers: nothing that Mailgrant could look after.
NOT_DEVICES = (
    Service("Office @ desktop", "_ipp._tcp", 631, (
        "txtvers=1", "rp=printers/Office", "ty=Local queue", "printer-type=0x1046",
        "product=(GPL Ghostscript)")),
    Service("MacBook", "_smb._tcp", 445),
)

NAS = QNAP + QNAP_OLD_QTS + SYNOLOGY + TRUENAS
PRINTERS = SHARP_MFP + HP + BROTHER + EPSON + RICOH + KYOCERA + XEROX
