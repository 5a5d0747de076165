<?php

echo 'Thank you for your visit.';
