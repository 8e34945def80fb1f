#!/usr/bin/perl
# Another program at work with packages: holds the lock of apt's lists for so many seconds.
use strict;
use warnings;
use Fcntl qw(F_SETLK F_WRLCK SEEK_SET);

my ($seconds) = @ARGV;
open(my $lock, '>>', '/var/lib/apt/lists/lock') or die $!;
# struct flock of 64-bit Linux: type, whence, start, length, process.
fcntl($lock, F_SETLK, pack('s s x4 q q i x4', F_WRLCK, SEEK_SET, 0, 0, 0)) or die $!;
sleep $seconds;
